"""How long what is known of persons is kept, and the end of that time.

Personal data are kept no longer than their purpose needs (PIPL art. 19); records of disclosures for
three years (art. 56).
"""

from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.demand import Demand
from models.enums import RecordKind
from models.know_how import KnowHow
from models.open_licence import OpenLicence
from models.participant import Participant
from models.patent import Patent
from models.product import Product
from models.queries import listings as listing_queries
from models.queries import open_licences as licence_queries
from models.queries import personal as personal_queries
from models.queries import privacy as privacy_queries
from models.queries import products as product_queries
from models.queries import retention as retention_queries
from models.values.dates import months_before

DISCLOSURE_MONTHS = 36
SUBJECT = "保存期限"


@dataclass(frozen=True)
class RetentionTerms:
    """contact_months: after the event or the deadline; refused_row_days: after the import."""

    contact_months: int
    refused_row_days: int


@dataclass(frozen=True)
class Expired:
    """Of how many of each what was kept is gone; history: old values of contacts."""

    disclosures: int
    participants: int
    demands: int
    patents: int
    know_how: int
    open_licences: int
    products: int
    history: int
    refused_rows: int

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to take away."""
        return not any(asdict(self).values())


def apply_retention(session: Session, author: Author, terms: RetentionTerms) -> Expired:
    """Take away what has been kept for as long as it may be, as of the author's moment.

    Records stay, their contacts go, and those that listings name which still wait for review; a
    demand without a deadline and a patent that is listed without end keep theirs, and so do an open
    licence that is not over and a product that waits for the national platform. The audit log tells
    of it where there was anything.
    """
    today = author.at.astimezone(CHINA).date()
    since = months_before(today, terms.contact_months)
    participants = retention_queries.participants_before(session, since)
    retention_queries.blank_contacts(session, Participant, participants)
    counts: dict[str, int] = {}
    history = 0
    for name, kind, table, ids in (
        ("demands", RecordKind.DEMAND, Demand, retention_queries.demands_before(session, since)),
        ("patents", RecordKind.PATENT, Patent, retention_queries.patents_before(session, since)),
        (
            "know_how",
            RecordKind.KNOW_HOW,
            KnowHow,
            retention_queries.know_how_before(session, since),
        ),
    ):
        retention_queries.blank_contacts(session, table, ids)
        history += personal_queries.blank_contact_history(session, kind, ids)
        counts[name] = len(ids)
    licences = retention_queries.licences_before(session, since)
    retention_queries.blank_contacts(session, OpenLicence, licences)
    history += licence_queries.forget_contacts(session, licences)
    products = retention_queries.products_before(session, datetime.combine(since, time(), CHINA))
    retention_queries.blank_contacts(session, Product, products)
    history += product_queries.forget_contacts(session, products)
    # Whoever has not decided on a listing for so long no longer needs whom to speak to.
    waiting = listing_queries.open_before(session, datetime.combine(since, time(), CHINA))
    history += listing_queries.forget_contacts(session, waiting)
    refused_before = author.at - timedelta(days=terms.refused_row_days)
    done = Expired(
        disclosures=privacy_queries.drop_disclosures(session, _kept_since(author.at)),
        participants=len(participants),
        open_licences=len(licences),
        products=len(products),
        history=history,
        refused_rows=retention_queries.blank_refused_rows(session, refused_before),
        **counts,
    )
    if not done.is_nothing:
        append(session, AuditKind.DELETION, SUBJECT, asdict(done), author)
    return done


def describe_kept(done: Expired) -> str:
    """Return in words what was taken away."""
    if done.is_nothing:
        return "没有到期的个人信息"
    labels = {
        "disclosures": "查看记录",
        "participants": "参会单位联系人",
        "demands": "需求联系人",
        "patents": "专利联系人",
        "know_how": "成果联系人",
        "open_licences": "开放许可联系人",
        "products": "专利产品联系人",
        "history": "联系方式的旧值",
        "refused_rows": "拒收行内容",
    }
    told = [f"{labels[name]} {count} 条" for name, count in asdict(done).items() if count]
    return f"已清理到期信息：{'，'.join(told)}"


def _kept_since(now: datetime) -> datetime:
    """Return the moment three years ago; on 29 February that of the 28th."""
    local = now.astimezone(CHINA)
    day = months_before(local.date(), DISCLOSURE_MONTHS)
    return datetime.combine(day, local.timetz())
