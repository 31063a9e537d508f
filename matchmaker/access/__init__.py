"""Who may do what: roles, permissions and how far each reaches; pure."""
