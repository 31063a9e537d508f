"""Records whose changes are kept and that files prove."""

from models.errors import Conflict
from models.ledger import Activity, Deal
from models.ledger_enums import LedgerKind
from models.submission import CitySubmission

Kept = Activity | Deal | CitySubmission


def record_key(record: Kept) -> tuple[LedgerKind, int]:
    """Return kind and id of a record."""
    if isinstance(record, Activity):
        return LedgerKind.ACTIVITY, record.id or 0
    if isinstance(record, Deal):
        return LedgerKind.DEAL, record.id or 0
    return LedgerKind.SUBMISSION, record.id or 0


def require_open(record: Kept) -> None:
    """Raise Conflict where what proves a record can no longer be changed."""
    if isinstance(record, CitySubmission):
        if not record.state.is_open:
            raise Conflict(
                f"这份{record.kind.label}{record.state.label}，材料不能再改。如需补充，请省局先退回"
            )
    elif record.is_void:
        raise Conflict("这条记录已作废，材料不能再改")
