"""What of a demand may be told to those who are not its firm."""

from collections.abc import Sequence

from matchmaker.matching.explain import reason_text
from matchmaker.matching.types import ExplanationRow
from models.demand import Demand
from models.values.secrecy import Confidentiality

# Features whose sentences let a reader guess at budget, wishes or haste of a firm.
_TELLS_TERMS = frozenset({"price", "transfer_mode", "maturity"})


def released_reason(demand: Demand, rows: Sequence[ExplanationRow]) -> str:
    """Return the reason; of a restricted (限定) demand only the title is told."""
    if demand.confidentiality is Confidentiality.PUBLIC:
        return reason_text(rows)
    return reason_text(
        [
            row
            for row in rows
            if row.feature not in _TELLS_TERMS
            and (row.feature != "text" or row.label in demand.title)
        ]
    )
