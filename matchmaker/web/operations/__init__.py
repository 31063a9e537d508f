"""What runs a server: error answers, request logs, limits, health, metrics."""
