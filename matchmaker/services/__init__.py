"""Use cases: they take a session and values, return models, never commit and read no settings."""
