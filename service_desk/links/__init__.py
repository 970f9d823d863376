"""The customer's own address: a random token for one ticket or order, who opened it, and what they said of the work."""
