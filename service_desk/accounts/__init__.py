"""Staff, roles as sets of named rights, assignments per centre, sessions, API tokens."""
