"""The campaign's ledger: activities, contracts, and the figures that are made of them."""
