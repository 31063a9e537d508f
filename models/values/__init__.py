"""Value types: one file each; every one cleans, validates and compares a single kind of value."""
