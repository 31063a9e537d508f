"""Plans and reports that cities hand in."""
