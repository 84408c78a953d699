"""One service being asked: identification, the talk of a probe, and all that bounds it."""
