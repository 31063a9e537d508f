"""Units of work for command line, web and scheduler: open, call services, commit."""
