"""`make torture N=200`: kill web and worker at random while whole jobs are played, then count what was lost or doubled."""
