"""The service: matching, events, reports, command line and web."""
