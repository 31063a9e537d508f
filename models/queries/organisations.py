"""Organisations and the spellings they are known by."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from models.errors import NotFound
from models.organisation import Organisation, OrganisationAlias
from models.queries.bulk import KEYS_PER_QUERY, insert_rows_for_ids, update_rows
from models.queries.hold import hold_row
from models.values.org_match import OrgIdentity
from models.values.org_match_name import parse_name
from models.values.org_name import OrgType, guess_org_type, org_key


@dataclass(frozen=True)
class SeedOrganisation:
    """An organisation that every database knows; aliases: its former and short names."""

    name: str
    org_type: OrgType
    city_code: str
    aliases: tuple[str, ...]


# Any number that no other lock of the database has.
_NAMES_LOCK = 4_226_841_501
FACTS = ("uscc", "city_code", "district", "address", "labels", "intro")


def alias_ids(session: Session) -> dict[str, int]:
    """Return normalised name → organisation id of every known spelling."""
    statement = select(OrganisationAlias.key, OrganisationAlias.organisation_id)
    return dict(session.exec(statement).all())


def ids_of_keys(session: Session, keys: Iterable[str]) -> dict[str, int]:
    """Return normalised name → organisation id of those of the names that are known."""
    wanted = sorted(set(keys))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        statement = select(OrganisationAlias.key, OrganisationAlias.organisation_id).where(
            col(OrganisationAlias.key).in_(wanted[start : start + KEYS_PER_QUERY])
        )
        found.update(session.exec(statement).all())
    return found


def find_by_name(session: Session, name: str) -> Organisation | None:
    """Return the record that stands for the body of a known spelling, None for any other."""
    statement = select(OrganisationAlias.organisation_id).where(
        OrganisationAlias.key == org_key(name)
    )
    known = session.exec(statement).first()
    return None if known is None else get_survivor(session, known)


def count_named(session: Session, name: str) -> int:
    """Return how many bodies bear a name, records that were merged left out."""
    statement = (
        select(func.count())
        .select_from(Organisation)
        .where(Organisation.name == name, col(Organisation.merged_into_id).is_(None))
    )
    return session.exec(statement).one()


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
    ids = insert_rows_for_ids(session, Organisation, rows)
    add_aliases(session, [(new_id, name) for new_id, (name, _) in zip(ids, pairs, strict=True)])
    return {org_key(name): new_id for new_id, (name, _) in zip(ids, pairs, strict=True)}


def add_namesake(
    session: Session,
    name: str,
    alias: str,
    facts: dict[str, str],
    default_type: OrgType | None,
) -> int:
    """Add a second body of one name under a spelling of its own; return its id."""
    guessed = guess_org_type(name)
    org_type = default_type if guessed is OrgType.OTHER and default_type else guessed
    row = {"name": name, "org_type": org_type, **facts}
    (new_id,) = insert_rows_for_ids(session, Organisation, [row])
    add_aliases(session, [(new_id, alias)])
    return new_id


def lock_names(session: Session) -> None:
    """Wait until no other transaction adds names; none does until this one has ended.

    What was read of names before has to be read again. SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_NAMES_LOCK)))


def codes(session: Session) -> list[tuple[int, str]]:
    """Return organisation id and credit code, where there is one; of merged records too."""
    merged = merged_by_id(session)
    statement = (
        select(Organisation.id, Organisation.uscc)
        .where(col(Organisation.uscc).is_not(None))
        .order_by(col(Organisation.id))
    )
    found = []
    for known, code in session.exec(statement):
        survivor = known or 0
        while survivor in merged:
            survivor = merged[survivor]
        found.append((survivor, code or ""))
    return found


def spellings(session: Session, organisation_id: int) -> list[str]:
    """Return all spellings that are known of an organisation, the longest first."""
    statement = select(OrganisationAlias.alias).where(
        OrganisationAlias.organisation_id == organisation_id
    )
    return sorted(session.exec(statement), key=lambda name: (-len(name), name))


def add_aliases(session: Session, named: Sequence[tuple[int, str]]) -> None:
    """Add spellings, as (organisation id, spelling); none of them may be known yet."""
    if named:
        session.execute(
            insert(OrganisationAlias),
            [
                {"organisation_id": known, "alias": name, "key": org_key(name)}
                for known, name in named
            ],
        )


def save_seeds(session: Session, seeds: Sequence[SeedOrganisation]) -> None:
    """Add organisations that are not known; those that are get only what they lack."""
    keys = {org_key(name) for seed in seeds for name in (seed.name, *seed.aliases)}
    statement = select(OrganisationAlias.key, OrganisationAlias.organisation_id)
    statement = statement.where(col(OrganisationAlias.key).in_(keys))
    known = dict(session.exec(statement).all())
    if len(known) < len(keys):
        lock_names(session)
        known = dict(session.exec(statement).all())
    _complete_seeds(session, {known[k]: s for s in seeds if (k := org_key(s.name)) in known})
    fresh = [seed for seed in seeds if org_key(seed.name) not in known]
    ids = insert_rows_for_ids(
        session,
        Organisation,
        [{"name": s.name, "org_type": s.org_type, "city_code": s.city_code} for s in fresh],
    )
    fresh_ids = {org_key(seed.name): new_id for seed, new_id in zip(fresh, ids, strict=True)}
    own = known | fresh_ids
    add_aliases(
        session,
        [
            (own[org_key(seed.name)], name)
            for seed in seeds
            for name in (seed.name, *seed.aliases)
            if org_key(name) not in known
        ],
    )
    wholes = {parse_name(seed.name).plain: own[org_key(seed.name)] for seed in seeds}
    parents = {
        fresh_ids[org_key(seed.name)]: wholes[head]
        for seed in fresh
        for head in reversed(parse_name(seed.name).heads)
        if head in wholes
    }
    set_parents(session, parents)


def _complete_seeds(session: Session, stored: dict[int, SeedOrganisation]) -> None:
    statement = select(Organisation).where(col(Organisation.id).in_(stored))
    for organisation in session.exec(statement) if stored else ():
        seed = stored[organisation.id or 0]
        organisation.city_code = organisation.city_code or seed.city_code
        organisation.org_type = seed.org_type


def set_parents(session: Session, parents: dict[int, int]) -> None:
    """Write organisation id → id of the body that it is a part of."""
    rows = [(part, {"parent_id": whole}) for part, whole in sorted(parents.items())]
    update_rows(session, Organisation, rows)


def parents_by_id(session: Session) -> dict[int, int]:
    """Return organisation id → id of the body that it is a part of, where there is one."""
    statement = select(Organisation.id, Organisation.parent_id).where(
        col(Organisation.parent_id).is_not(None)
    )
    return dict(session.exec(statement).all())  # type: ignore[arg-type]


def merged_by_id(session: Session) -> dict[int, int]:
    """Return organisation id → id of the record that it was merged into, where it was."""
    statement = select(Organisation.id, Organisation.merged_into_id).where(
        col(Organisation.merged_into_id).is_not(None)
    )
    return dict(session.exec(statement).all())  # type: ignore[arg-type]


def identities(session: Session) -> dict[int, OrgIdentity]:
    """Return id → what is known of every organisation but persons and merged records."""
    spellings: dict[int, list[str]] = defaultdict(list)
    known = select(OrganisationAlias.organisation_id, OrganisationAlias.alias)
    for organisation_id, alias in session.exec(known.order_by(col(OrganisationAlias.id))):
        spellings[organisation_id].append(alias)
    statement = (
        select(Organisation)
        .where(
            Organisation.org_type != OrgType.INDIVIDUAL, col(Organisation.merged_into_id).is_(None)
        )
        .order_by(col(Organisation.id))
    )
    return {
        organisation.id or 0: identity_of(organisation, spellings[organisation.id or 0])
        for organisation in session.exec(statement)
    }


def identity_of(organisation: Organisation, spellings: Iterable[str] = ()) -> OrgIdentity:
    """Return an organisation as comparison reads it."""
    return OrgIdentity(
        organisation.name,
        organisation.uscc,
        organisation.city_code,
        organisation.org_type,
        tuple(alias for alias in spellings if alias != organisation.name),
    )


def get_organisation(session: Session, organisation_id: int) -> Organisation:
    """Return an organisation; raise NotFound."""
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise _unknown(organisation_id)
    return found


def hold_organisation(session: Session, organisation_id: int) -> Organisation:
    """Return an organisation that no one else changes before this transaction ends.

    Raises NotFound.
    """
    hold_row(session, Organisation, organisation_id, written="address")
    found = session.get(Organisation, organisation_id, populate_existing=True)
    if found is None:
        raise _unknown(organisation_id)
    return found


def complete_facts(session: Session, facts: dict[int, dict[str, str]]) -> None:
    """Write facts of organisations that were unknown so far."""
    update_rows(session, Organisation, sorted(facts.items()))


def cities_by_id(session: Session) -> dict[int, str | None]:
    """Return organisation id → its city's code."""
    return dict(session.exec(select(Organisation.id, Organisation.city_code)).all())  # type: ignore[arg-type]


def get_survivor(session: Session, organisation_id: int) -> Organisation:
    """Return the record that stands for an organisation since the merges; raise NotFound."""
    found = get_organisation(session, organisation_id)
    while found.merged_into_id is not None:
        found = get_organisation(session, found.merged_into_id)
    return found


def is_under(session: Session, organisation: Organisation, above_id: int) -> bool:
    """Whether an organisation is a part of another, at any depth."""
    parent_id = organisation.parent_id
    while parent_id is not None:
        if parent_id == above_id:
            return True
        parent_id = get_organisation(session, parent_id).parent_id
    return False


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Organisation]:
    """Return id → organisation."""
    wanted, found = sorted(set(ids)), dict[int, Organisation]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        for body in session.exec(select(Organisation).where(col(Organisation.id).in_(part))):
            found[body.id or 0] = body
    return found


def names_by_id(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return organisation id → name."""
    wanted, found = sorted(set(ids)), dict[int, str]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        part = wanted[start : start + KEYS_PER_QUERY]
        statement = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(part))
        found.update(session.exec(statement).all())  # type: ignore[arg-type]
    return found


def _unknown(organisation_id: int) -> NotFound:
    return NotFound(f"没有编号为 {organisation_id} 的单位")
