"""What the demo makes up, and what it expects to find afterwards. Pure: the same seed gives the same company."""
