"""The list of industries in force, and how an office comes by another one.

The bundled list is in force until an office writes one of its own; from then on the newest edition
is, whatever a later release brings along, until somebody takes that over.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.industry.list_checks import Flaw, find_flaws, following, tidied
from matchmaker.industry.list_difference import touched
from matchmaker.industry.list_file import as_entries
from matchmaker.industry.taxonomy import (
    IndustryDef,
    Taxonomy,
    bundled_since,
    load_taxonomy,
    make_industries,
)
from matchmaker.services.audit import append
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.errors import Conflict
from models.queries import taxonomy as taxonomy_queries
from models.taxonomy import Industry, IndustryEdition

SUBJECT = "产业目录"
SHIPPED_BY = "系统"
SHIPPED_NOTE = "随系统提供的目录"
KEPT_PARSED = 8
LONGEST_VERSION = 40
# The lists in force that this process has read, by their digests: a process may work with several
# databases, and one that was restored has other editions under the same ids.
_PARSED: dict[str, Taxonomy] = {}


class FlawedList(BadQuery):
    """A list of industries cannot be saved; flaws: all that is wrong with it."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        said = "；".join(f"“{flaw.slug}”{flaw.text}" for flaw in flaws)
        super().__init__(f"产业目录没有保存：{said}")
        self.flaws = tuple(flaws)


@dataclass(frozen=True)
class ListChange:
    """A list to be put in force; follows: the id of the edition it was made from, 0 for none.

    version: its label, "" for one by the day; valid_from: of the decision that it follows; note:
    why; of_release: the version of the bundled list that is taken over by it, "" for none.
    """

    follows: int
    industries: tuple[IndustryDef, ...]
    note: str
    valid_from: date
    version: str = ""
    of_release: str = ""


def industries_in_force(session: Session) -> Taxonomy:
    """Return the list of industries that holds now, for the price of one small query."""
    newest = taxonomy_queries.newest_edition(session)
    if newest is None:
        return load_taxonomy()
    edition_id, digest = newest
    found = _PARSED.get(digest)
    if found is None:
        found = parsed_edition(taxonomy_queries.get_edition(session, edition_id))
        if len(_PARSED) >= KEPT_PARSED:
            # All at once, which no other thread can come in between.
            _PARSED.clear()
        _PARSED[digest] = found
    return found


def edition_in_force(session: Session) -> int:
    """Return the id of the edition in force, 0 where it is the bundled list."""
    newest = taxonomy_queries.newest_edition(session)
    return 0 if newest is None else newest[0]


def parsed_edition(edition: IndustryEdition) -> Taxonomy:
    """Return the list of an edition."""
    return Taxonomy(edition.version, make_industries(edition.industries))


def list_of(session: Session, edition_id: int) -> Taxonomy:
    """Return the list of an edition, of 0 the bundled one; raise NotFound."""
    if not edition_id:
        return load_taxonomy()
    return parsed_edition(taxonomy_queries.get_edition(session, edition_id))


def valid_since(session: Session) -> date:
    """Return from when on the list in force holds, by the decision that it follows."""
    edition_id = edition_in_force(session)
    if not edition_id:
        return bundled_since()
    return taxonomy_queries.get_edition(session, edition_id).valid_from


def newer_release(session: Session) -> Taxonomy | None:
    """Return the bundled list where it came after what the office has seen of it, else None."""
    edition_id = edition_in_force(session)
    if not edition_id:
        return None
    seen = taxonomy_queries.get_edition(session, edition_id).bundled
    bundled = load_taxonomy()
    return None if bundled.version == seen else bundled


def checked_list(before: Taxonomy, wanted: Sequence[IndustryDef]) -> tuple[IndustryDef, ...]:
    """Return a list as it would be stored after another one; raise FlawedList."""
    industries = following(before.industries, tuple(map(tidied, wanted)))
    flaws = find_flaws(industries)
    if flaws:
        raise FlawedList(flaws)
    return industries


def put_in_force(session: Session, change: ListChange, author: Author) -> int:
    """Store a list as the newest edition and note it in the audit log; return its id.

    Raises FlawedList, BadQuery where nothing is changed or no reason is given, Conflict where
    somebody else has changed the list since it was read.
    """
    today = author.at.astimezone(CHINA).date()
    before = industries_in_force(session)
    current = edition_in_force(session)
    if change.follows != current:
        raise _overtaken()
    industries = checked_list(before, change.industries)
    _require_sense(change, today)
    if industries == before.industries and not change.of_release:
        raise BadQuery("没有改动任何内容，所以没有保存")
    bundled = load_taxonomy()
    seen = bundled.version
    if not current:
        current = _store_shipped(session, bundled, author)
    else:
        seen = change.of_release or taxonomy_queries.get_edition(session, current).bundled
    version = change.version.strip() or today.isoformat()
    values = _values(Taxonomy(version, industries), author, change.note.strip())
    edition_id = taxonomy_queries.add_edition(
        session,
        {**values, "follows": current, "valid_from": change.valid_from, "bundled": seen},
    )
    if edition_id is None:
        raise _overtaken()
    mirror_industries(session)
    details = {
        "edition": edition_id,
        "version": version,
        "note": change.note.strip(),
        "industries": touched(before.industries, industries),
    }
    append(session, AuditKind.RULE_CHANGE, SUBJECT, details, author)
    return edition_id


def restore_edition(
    session: Session, edition_id: int, follows: int, note: str, author: Author
) -> int:
    """Put the list of an earlier edition in force as a new one; return its id.

    Industries that were added since stay, retired. Raises NotFound, and as put_in_force.
    """
    edition = taxonomy_queries.get_edition(session, edition_id)
    change = ListChange(
        follows,
        parsed_edition(edition).industries,
        note.strip() or f"恢复到第 {edition_id} 版",
        edition.valid_from,
    )
    return put_in_force(session, change, author)


def take_over_release(session: Session, follows: int, author: Author) -> int:
    """Put the bundled list in force as a new edition; return its id; raise as put_in_force."""
    bundled = load_taxonomy()
    change = ListChange(
        follows,
        bundled.industries,
        f"采用系统新带的 {bundled.version} 版目录",
        bundled_since(),
        version=bundled.version,
        of_release=bundled.version,
    )
    return put_in_force(session, change, author)


def mirror_industries(session: Session) -> None:
    """Bring the table of industries, to which records refer, to the list in force."""
    taxonomy = industries_in_force(session)
    taxonomy_queries.save_industries(
        session,
        [
            Industry(
                slug=industry.slug,
                name=industry.name,
                industry_group=industry.group,
                status=industry.status,
                position=position,
                version=taxonomy.version,
            )
            for position, industry in enumerate(taxonomy.industries)
        ],
    )


def _require_sense(change: ListChange, today: date) -> None:
    if not change.note.strip():
        raise BadQuery("请写明修改的原因或依据，例如文件名称与文号")
    if change.valid_from > today:
        raise BadQuery("施行日期不能晚于今天：保存后即按新目录办理。请到施行之日再保存")
    if len(change.version.strip()) > LONGEST_VERSION:
        raise BadQuery(f"版本名称太长。请缩短到 {LONGEST_VERSION} 个字以内")


def _store_shipped(session: Session, bundled: Taxonomy, author: Author) -> int:
    """Keep the bundled list as the first edition, so that one can always go back to it."""
    values = _values(bundled, Author(SHIPPED_BY, author.at), SHIPPED_NOTE)
    first = taxonomy_queries.add_edition(
        session,
        {**values, "follows": 0, "valid_from": bundled_since(), "bundled": bundled.version},
    )
    if first is None:
        raise _overtaken()
    return first


def _values(taxonomy: Taxonomy, author: Author, note: str) -> dict[str, object]:
    entries = as_entries(taxonomy.industries)
    said = json.dumps([taxonomy.version, entries], ensure_ascii=False, sort_keys=True)
    return {
        "version": taxonomy.version,
        "industries": entries,
        "digest": blake2b(said.encode(), digest_size=16).hexdigest(),
        "note": note,
        "actor": author.actor,
        "made_at": author.at,
    }


def _overtaken() -> Conflict:
    return Conflict("产业目录刚刚被别人修改过。您填的内容还在，请与现行目录核对后再提交一次")
