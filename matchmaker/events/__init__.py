"""Events, pure: who is put on a list under its caps."""
