"""Features: one pure function a file, scoring all candidates of a demand in 0..1."""
