"""The sample-data generator: phrase banks and the small modules that turn them into sheets."""
