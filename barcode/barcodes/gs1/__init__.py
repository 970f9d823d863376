"""GS1 element strings: application identifiers, splitting, lost separators, Digital Links."""
