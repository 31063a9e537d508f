"""From a file that people have to rows that the service can store; knows nothing of matching."""
