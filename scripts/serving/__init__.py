"""A running service with the sample, for scripts that ask it."""
