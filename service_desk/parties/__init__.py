"""Customers, vendors and agencies: people and companies, how to reach them, and what was noted about them."""
