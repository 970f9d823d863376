"""What this release ships for a company to start with, beside what the company made of it."""
