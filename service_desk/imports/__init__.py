"""Bring in what another system knows: sold items and closed tickets, by small mapping files."""
