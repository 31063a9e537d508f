"""Rows for the sheets of other platforms, and how those platforms' columns are kept."""
