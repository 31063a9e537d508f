"""A coverage-guided fuzzer of readers, parser and value types; atheris only in `child`."""
