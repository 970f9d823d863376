"""The customer's door: what a phone shows when it is pointed at one of our labels. No log-in, nothing personal."""
