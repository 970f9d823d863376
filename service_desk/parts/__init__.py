"""Spare parts: where they lie, every move between two places, and what they cost us."""
