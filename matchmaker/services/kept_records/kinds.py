"""Records whose changes are kept, and those of them to which files belong."""

from collections.abc import Mapping

from models.case_enums import CaseState
from models.city_request import CityRequest
from models.course import Course
from models.errors import Conflict
from models.finance_demand import FinanceDemand
from models.kept_record import RecordKind
from models.ledger import Activity, Deal
from models.model_case import ModelCase
from models.policy import Policy
from models.service_offer import ServiceOffer
from models.submission import CitySubmission
from models.white_list import WhiteListBatch, WhiteListEntry

Proved = Activity | Deal | Policy | CitySubmission | ModelCase
Kept = (
    Proved | WhiteListEntry | WhiteListBatch | FinanceDemand | Course | ServiceOffer | CityRequest
)
_KINDS: Mapping[type, RecordKind] = {
    Activity: RecordKind.ACTIVITY,
    Deal: RecordKind.DEAL,
    WhiteListEntry: RecordKind.WHITE_LIST,
    WhiteListBatch: RecordKind.WHITE_LIST_BATCH,
    FinanceDemand: RecordKind.FINANCE_DEMAND,
    Policy: RecordKind.POLICY,
    Course: RecordKind.COURSE,
    ServiceOffer: RecordKind.SERVICE,
    CitySubmission: RecordKind.SUBMISSION,
    ModelCase: RecordKind.CASE,
    CityRequest: RecordKind.REQUEST,
}


def record_key(record: Kept) -> tuple[RecordKind, int]:
    """Return kind and id of a record."""
    return _KINDS[type(record)], record.id or 0


def require_open(record: Proved) -> None:
    """Raise Conflict where the files of a record can no longer be changed."""
    if isinstance(record, CitySubmission):
        if not record.state.is_open:
            raise Conflict(
                f"这份{record.kind.label}{record.state.label}，材料不能再改。如需补充，请省局先退回"
            )
    elif record.is_void:
        raise Conflict("这条记录已作废，材料不能再改")
    if isinstance(record, ModelCase) and not (
        record.state.is_open or record.state is CaseState.SENT
    ):
        raise Conflict(
            "案例已参评，材料不再改动，以免评委看到的前后不一。确需更换，请省局退回后再改"
        )
