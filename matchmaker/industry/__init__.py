"""The industries of the campaign: their versioned definition and who belongs to which."""
