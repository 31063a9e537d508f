"""A firm whose contact stands everywhere where a contact can stand."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from matchmaker.services.personal_data import Subject
from models.candidate_list import CandidateEntry, CandidateList, ListAction
from models.demand import Demand
from models.enums import DifferenceReason, ImportKind, ListAct, ListStatus, RecordKind
from models.import_batch import ImportBatch, RefusedRow
from models.meeting_enums import Side, Wanting
from models.participant import Participant, Wish
from models.provenance import ImportDifference, RecordEdit
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, World, make_world

NAME, PHONE, OTHER_PHONE = "张伟", "13812341234", "13900002222"
SPELT = "138-1234-1234"


@dataclass(frozen=True)
class PrivacyWorld:
    """demand: the firm's; subject: the person at the firm."""

    people: World
    demand: Demand
    subject: Subject


def make_privacy_world(session: Session) -> PrivacyWorld:
    world = make_world(session)
    demand = session.get_one(Demand, world.pairs[0][0])
    demand.contact_name, demand.contact_phone = NAME, PHONE
    demand.description = f"详情请致电{NAME} {SPELT}"
    demand.deadline = date(2024, 6, 30)
    other = session.get_one(Demand, world.pairs[1][0])
    other.contact_name, other.contact_phone = "李娜", OTHER_PHONE
    batch = make_batch(session)
    event_id = world.event.id or 0
    said = {"batch_id": batch.id or 0, "sheet": "", "reason": "x", "remedy": "y"}
    session.add_all(
        [
            demand,
            other,
            Participant(
                event_id=event_id,
                organisation_id=world.firms[0],
                side=Side.ENTERPRISE,
                invited_at=NOW,
                contact_name=NAME,
                contact_phone=SPELT,
            ),
            # As earlier versions kept them.
            RecordEdit(
                record_kind=RecordKind.DEMAND,
                record_id=demand.id or 0,
                field="contact_phone",
                old_value=PHONE,
                new_value=PHONE,
                actor="李四",
                made_at=NOW,
            ),
            ImportDifference(
                batch_id=batch.id or 0,
                record_kind=RecordKind.DEMAND,
                record_id=demand.id or 0,
                field="contact_name",
                kept=NAME,
                offered=NAME,
                reason=DifferenceReason.EDITED,
            ),
            RefusedRow(
                row_number=2,
                column="预算",
                value="很多",
                cells=["X-7", FIRMS[0], NAME, SPELT],
                **said,
            ),
            RefusedRow(
                row_number=3, column="预算", value="很多", cells=["X-8", FIRMS[1], NAME], **said
            ),
            ListAction(
                event_id=event_id,
                version=1,
                act=ListAct.NOTE,
                text=f"{NAME} {PHONE} 可来",
                actor="李四",
                made_at=NOW,
            ),
            Wish(
                event_id=event_id,
                side=Side.ENTERPRISE,
                enterprise_id=world.firms[0],
                institution_id=world.owners[0],
                wants=Wanting.WANT,
                note=f"先联系{PHONE}",
                made_at=NOW,
            ),
        ]
    )
    lock_with_contact(session)
    session.flush()
    return PrivacyWorld(world, demand, Subject(world.firms[0], NAME))


def make_batch(session: Session) -> ImportBatch:
    batch = ImportBatch(
        kind=ImportKind.DEMANDS,
        file_name="d.csv",
        file_digest="0",
        source="demand_sheet",
        row_count=2,
        new_count=0,
        changed_count=0,
        unchanged_count=0,
        refused_count=2,
        created_at=NOW,
    )
    session.add(batch)
    session.flush()
    return batch


def lock_with_contact(session: Session) -> None:
    """Have one of the two first entries of the locked list tell a contact."""
    version = session.exec(select(CandidateList)).one()
    version.status, version.locked_at = ListStatus.LOCKED, NOW
    statement = select(CandidateEntry).order_by(col(CandidateEntry.id))
    first, second = session.exec(statement).all()[:2]
    first.frozen = {"demand_title": "轧辊", "owner": f"武汉大学（{PHONE}）", "expiry_date": None}
    second.frozen = {"demand_title": "电池", "owner": f"武汉大学（{OTHER_PHONE}）"}
    session.add_all([version, first, second])


def everything(session: Session) -> str:
    """Return all that the database holds, the log and disclosures too, as one text."""
    session.flush()
    session.expire_all()
    tables = (
        Demand,
        Participant,
        RecordEdit,
        ImportDifference,
        RefusedRow,
        ListAction,
        Wish,
        CandidateEntry,
        CandidateList,
    )
    return "\n".join(
        repr(row.model_dump()) for table in tables for row in session.exec(select(table))
    )
