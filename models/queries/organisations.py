"""Organisations and the spellings they are known by."""

from collections.abc import Iterable

from sqlalchemy import insert
from sqlmodel import Session, select

from models.organisation import Organisation, OrganisationAlias
from models.queries.bulk import insert_rows, update_rows
from models.values.org_name import OrgType, guess_org_type, org_key

FACTS = ("uscc", "city_code", "district", "address", "labels", "intro")


def alias_ids(session: Session) -> dict[str, int]:
    """Return normalised name → organisation id of every known spelling."""
    statement = select(OrganisationAlias.key, OrganisationAlias.organisation_id)
    return dict(session.exec(statement).all())


def missing_facts(session: Session) -> dict[int, set[str]]:
    """Return organisation id → facts that are still unknown."""
    columns = [getattr(Organisation, name) for name in FACTS]
    statement = select(Organisation.id, *columns)
    return {
        row[0]: {name for name, value in zip(FACTS, row[1:], strict=True) if not value}
        for row in session.exec(statement)
    }


def add_organisations(
    session: Session,
    named: Iterable[tuple[str, dict[str, str]]],
    default_type: OrgType | None,
) -> dict[str, int]:
    """Add organisations by name with their facts; return normalised name → id.

    default_type: what a body is whose name does not tell.
    """
    pairs = list(named)
    rows = []
    for name, facts in pairs:
        guessed = guess_org_type(name)
        unclear = guessed is OrgType.OTHER and default_type is not None
        rows.append({"name": name, "org_type": default_type if unclear else guessed, **facts})
    ids = insert_rows(session, Organisation, rows)
    keys = [org_key(name) for name, _ in pairs]
    if ids:
        session.execute(
            insert(OrganisationAlias),
            [
                {"organisation_id": new_id, "alias": name, "key": key}
                for new_id, (name, _), key in zip(ids, pairs, keys, strict=True)
            ],
        )
    return dict(zip(keys, ids, strict=True))


def complete_facts(session: Session, facts: dict[int, dict[str, str]]) -> None:
    """Write facts of organisations that were unknown so far."""
    update_rows(session, Organisation, sorted(facts.items()))


def cities_by_id(session: Session) -> dict[int, str | None]:
    """Return organisation id → its city's code."""
    return dict(session.exec(select(Organisation.id, Organisation.city_code)).all())  # type: ignore[arg-type]
