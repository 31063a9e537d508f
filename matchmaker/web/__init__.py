"""The web front end: pages and the API."""
