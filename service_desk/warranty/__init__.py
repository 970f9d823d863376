"""Warranty: policies and versions, terms frozen at sale, other sources of cover, and the decision."""
