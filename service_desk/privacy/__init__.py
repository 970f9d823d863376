"""What the desk holds about one customer: hand it out, and forget it."""
