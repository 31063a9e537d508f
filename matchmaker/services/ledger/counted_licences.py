"""What open licences add to the figures: declarations from their announcement, uses from filing.

The filing of a use is that of a licence contract (Implementing Rules of the Patent Law, rule 87):
where the ledger has the contract under the same number, it counts there and not again.
"""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution
from matchmaker.ledger.deal_key import deal_key
from models.ledger_enums import DealKind
from models.queries import ledger as ledger_queries
from models.queries import open_licences as licence_queries
from models.queries.open_licences import FiledRow

DECLARED, USED = "open_licence", "open_use"


def licence_contributions(session: Session, since: date, until: date) -> list[Contribution]:
    """Return what declarations and uses of the days from since to until add."""
    announced = [
        Contribution("open_declarations", city, day, 1, (DECLARED, known))
        for known, city, day in licence_queries.announced_between(session, since, until)
    ]
    filed = [
        part
        for row in licence_queries.filed_between(session, since, until)
        if not _is_known(session, row)
        for part in _of_use(row)
    ]
    return [*announced, *filed]


def _of_use(row: FiledRow) -> Iterator[Contribution]:
    record = (USED, row.use_id)
    values = [("open_uses", 1), ("licences", 1), ("transfers", 1)]
    if row.paid_cny:
        values += [("open_amount", row.paid_cny), ("transfer_amount", row.paid_cny)]
    for slug, value in values:
        yield Contribution(slug, row.city_code, row.filed_on, value, record)


def _is_known(session: Session, row: FiledRow) -> bool:
    """Whether the ledger has the contract of a use."""
    if not row.number.strip():
        return False
    key = deal_key(DealKind.LICENCE, row.number, ("", ""), (), None)
    return ledger_queries.find_deal_of_key(session, key) is not None
