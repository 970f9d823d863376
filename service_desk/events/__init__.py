"""The log of what happened, its seals, and its deliveries to those who follow it."""
