"""Who may do what over HTTP, role by role and route by route."""
