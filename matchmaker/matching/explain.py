"""The rows of a score as one sentence for a table cell."""

from collections.abc import Sequence

from matchmaker.matching.features.text import REST
from matchmaker.matching.types import ExplanationRow

SHOWN_TERMS = 5


def reason_text(rows: Sequence[ExplanationRow]) -> str:
    """Return the shared terms, largest share first, then what the other features say."""
    terms = [row.label for row in rows if row.feature == "text" and row.label != REST]
    parts = []
    if terms:
        parts.append("共有" + "".join(f"“{term}”" for term in terms[:SHOWN_TERMS]))
    parts.extend(row.sentence for row in rows if row.feature != "text")
    return "；".join(parts)
