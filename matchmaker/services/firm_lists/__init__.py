"""Lists of firms for finance roadshows of a chain: made, changed by hand, locked, read, invited."""
