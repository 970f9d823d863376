"""The company, its service centres and their calendars, periods, number series, currencies and settings."""
