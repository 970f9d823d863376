"""Which event tells whom what: a bridge from the desk's events to the messages that people get."""
