"""Exchange by spreadsheet with other platforms: their columns, and how cells are filled."""
