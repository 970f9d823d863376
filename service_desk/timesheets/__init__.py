"""Time of people and machines: clocks, entries, and the rates frozen on them."""
