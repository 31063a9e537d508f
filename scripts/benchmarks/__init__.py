"""What this does, measured on this machine beside peers; started by scripts/bench."""
