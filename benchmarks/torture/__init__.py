"""Kill web and worker at random while whole jobs are played over HTTP, then count what was lost or doubled."""
