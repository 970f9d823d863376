"""Models and parts, and the sold units (service items) in customers' hands."""
