"""The top of the desk: what has no noun of its own, such as the home page and the one box."""
