"""List prices, taxes, and how a price is split over those who pay it."""
