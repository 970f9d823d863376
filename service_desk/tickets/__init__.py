"""Tickets: what the customer told us, from the first call until it is settled."""
