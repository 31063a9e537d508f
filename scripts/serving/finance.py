"""What a firm of a loaded sample has to do with finance: it is listed, and asks for some."""

from sqlmodel import Session

from matchmaker.services.finance_demands import (
    FinanceStep,
    FinanceWords,
    move_finance,
    state_finance,
)
from matchmaker.services.ledger.white_list import Removal, take_off
from matchmaker.services.list_hands import Author
from models.account_enums import Role
from models.finance_enums import FinanceKind, FinanceState
from models.organisation import Organisation
from models.values.dates import months_before
from models.white_list import WhiteListBatch, WhiteListEntry
from scripts.serving.entry import Entry
from scripts.serving.somebody import OFFICE, on_behalf_of


def publish_white_list(session: Session, entry: Entry, by: Author) -> dict[str, str]:
    """Put the firm on the white list in two batches, and take it off the first one."""
    ids = []
    for number, credit, bank in ((2, 3_000_000, "湖北银行"), (3, 5_000_000, "汉口银行")):
        batch = WhiteListBatch(
            year=by.at.year,
            number=number,
            listed_on=months_before(by.at.date(), 6 - number),
            issuer="湖北省知识产权局",
            actor=by.actor,
            recorded_at=by.at,
        )
        session.add(batch)
        session.flush()
        listed = WhiteListEntry(
            batch_id=batch.id or 0,
            key=entry.enterprise.name,
            organisation_id=entry.enterprise.id,
            firm_name=entry.enterprise.name,
            city_code=session.get_one(Organisation, entry.enterprise.id).city_code,
            credit_cny=credit,
            bank=bank,
            actor=by.actor,
            recorded_at=by.at,
        )
        session.add(listed)
        session.flush()
        ids.append((batch.id or 0, listed.id or 0, listed.revision or 0))
    (_, first, revision), (batch_id, second, _) = ids
    removal = Removal(revision, by.at.date(), "授信到期，转入第三批")
    take_off(session, OFFICE, first, removal, by)
    return {"batch": str(batch_id), "listed": str(second)}


def ask_for_finance(session: Session, entry: Entry, by: Author) -> int:
    """Have the firm ask for an investor, and talk with one; return the demand."""
    firm = on_behalf_of(Role.ENTERPRISE_MEMBER, entry.enterprise)
    words = FinanceWords(FinanceKind.EQUITY, "扩建轧辊修复生产线", 12_000_000, 36)
    asked = state_finance(session, firm, entry.enterprise.id, words, by)
    step = FinanceStep(FinanceState.TALKING, asked.revision or 0, "湖北某产业基金", "已看过厂房")
    move_finance(session, firm, asked.id or 0, step, by)
    return asked.id or 0
