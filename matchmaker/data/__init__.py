"""Taxonomy, areas, stop words and the bundled sample: data, not code."""
