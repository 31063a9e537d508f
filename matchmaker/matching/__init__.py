"""Matching, pure: texts and arrays in, scores and their reasons out."""
