"""Routers of the pages."""
