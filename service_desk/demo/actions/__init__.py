"""What the demo does: seed a company, play whole jobs on it, wait for the worker. All of it by the rooms' own actions."""
