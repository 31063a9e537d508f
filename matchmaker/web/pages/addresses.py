"""Addresses with what was chosen in them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode


def query_path(path: str, chosen: Mapping[str, Any]) -> str:
    """Return an address; what is empty is left out of its query."""
    query = urlencode({name: value for name, value in chosen.items() if value not in (None, "")})
    return f"{path}?{query}" if query else path
