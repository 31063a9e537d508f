"""Sheets and documents: each file builds one of them as bytes."""
