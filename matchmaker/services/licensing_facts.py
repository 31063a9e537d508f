"""What the rules of open licences look at, collected from what is known of patents."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from matchmaker.licensing.facts import LicensingFacts
from matchmaker.services.history import list_history
from matchmaker.services.open_licence_words import ANSWERS
from models.enums import LegalEventKind, LicenceKind
from models.legal_event import LegalEvent
from models.open_licence import OpenLicence
from models.patent import Patent
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.values.legal_status import LegalState

_BARRING = (LicenceKind.EXCLUSIVE, LicenceKind.SOLE)
_PLEDGED = re.compile(r"质押(?!.*(?:解除|注销|终止))")


@dataclass(frozen=True)
class Known:
    """What is known of patents beside their own columns: owners by name, and their past."""

    owners: Mapping[int, tuple[str, ...]]
    history: Mapping[int, Sequence[LegalEvent]]


def load_known(session: Session, patent_ids: Iterable[int]) -> Known:
    """Return it for several patents at once."""
    wanted = sorted(set(patent_ids))
    owners = patent_queries.owner_ids(session, wanted)
    names = organisation_queries.names_by_id(session, {o for ids in owners.values() for o in ids})
    return Known(
        {patent: tuple(names[one] for one in ids) for patent, ids in owners.items()},
        list_history(session, wanted),
    )


def facts_of(
    known: Known, patent: Patent, licence: OpenLicence | None, today: date
) -> LicensingFacts:
    """Return the facts of a patent and its declaration, None where there is none yet."""
    patent_id = patent.id or 0
    history = known.history.get(patent_id, ())
    facts = LicensingFacts(
        today=today,
        number=patent.display_number,
        kind=patent.kind,
        legal_state=patent.legal_state,
        legal_text=patent.legal_text,
        filing_date=patent.filing_date,
        grant_date=patent.grant_date,
        expiry_date=patent.expiry_date,
        owners=known.owners.get(patent_id, ()),
        exclusive=_is_exclusive(patent),
        pledged=_is_pledged(patent, history, today),
    )
    return facts if licence is None else _with_declaration(facts, licence)


def _with_declaration(facts: LicensingFacts, licence: OpenLicence) -> LicensingFacts:
    return replace(
        facts,
        **{name: getattr(licence, name) for name in ANSWERS},
        evaluation_report=licence.evaluation_report,
        fee=licence.fee,
        term_from=licence.term_from,
        term_until=licence.term_until,
        contact_name=licence.contact_name,
        contact_phone=licence.contact_phone,
        texts=(licence.other_terms,),
    )


def _is_exclusive(patent: Patent) -> bool | None:
    """Whether a licence that bars others is recorded, None where no licence is."""
    return None if patent.licence_kind is None else patent.licence_kind in _BARRING


def _is_pledged(patent: Patent, history: Sequence[LegalEvent], today: date) -> bool | None:
    """Whether a pledge is recorded that is not released, None where the legal state is not known.

    The day of an entry of a pledge is that of its release (see services.history).
    """
    pledges = [one for one in history if one.kind is LegalEventKind.PLEDGE]
    released = [one.occurred_on is not None and one.occurred_on <= today for one in pledges]
    if not all(released) or _PLEDGED.search(patent.legal_text):
        return True
    return None if patent.legal_state is LegalState.UNKNOWN and not pledges else False
