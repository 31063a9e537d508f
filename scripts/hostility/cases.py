"""All hostile files."""

from scripts.hostility import archives, books, others, texts

CASES = (*archives.CASES, *books.CASES, *texts.CASES, *others.CASES)
