"""Repairs: the work on a customer's items, from the bench to the hand-over."""
