"""The policy library in the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, literal, or_
from sqlalchemy import select as sa_select
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from models.errors import NotFound
from models.kept_record import RecordKind
from models.policy import Policy
from models.policy_enums import PolicyLevel, PolicyState
from models.queries import record_files as file_queries
from models.queries import topics
from models.queries.hold import hold_row
from models.values.policy_query import PolicyHit, PolicyQuery


@dataclass(frozen=True)
class PolicyFilter:
    """Which policies; None bounds nothing; states: as they are on a day, empty for any.

    ending_until: until which day one counts as ending.
    """

    day: date
    ending_until: date
    level: PolicyLevel | None = None
    city_code: str | None = None
    topic: str = ""
    states: frozenset[PolicyState] = frozenset()
    with_void: bool = False


def get_policy(session: Session, policy_id: int) -> Policy:
    """Return a policy as it stands in the database now; raise NotFound."""
    found = session.get(Policy, policy_id, populate_existing=True)
    if found is None:
        raise NotFound(f"政策库中没有编号为 {policy_id} 的文件。请核对编号")
    return found


def hold_policy(session: Session, policy_id: int) -> Policy:
    """Return a policy that no one else changes before this transaction ends; raise NotFound."""
    hold_row(session, Policy, policy_id)
    return get_policy(session, policy_id)


def find_of_number(session: Session, number_key: str) -> list[Policy]:
    """Return the policies of a document number, void ones left out, by id."""
    statement = select(Policy).where(
        Policy.number_key == number_key, col(Policy.is_void).is_(False)
    )
    return list(session.exec(statement.order_by(col(Policy.id))))


def list_policies(session: Session, wanted: PolicyFilter) -> list[Policy]:
    """Return the policies of a filter without their texts, the last issued first."""
    statement = (
        select(Policy)
        .options(defer(Policy.text), defer(Policy.text_key))  # type: ignore[arg-type]
        .where(*_conditions(wanted))
        .order_by(col(Policy.issued_on).desc(), col(Policy.id).desc())
    )
    return list(session.exec(statement))


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Policy]:
    """Return id → policy."""
    statement = select(Policy).where(col(Policy.id).in_(sorted(set(ids))))
    return {one.id or 0: one for one in session.exec(statement)}


def list_titles(session: Session) -> list[tuple[int, str, str]]:
    """Return id, title and number of all that are not void, the last issued first."""
    statement = (
        select(Policy.id, Policy.title, Policy.document_number)
        .where(col(Policy.is_void).is_(False))
        .order_by(col(Policy.issued_on).desc(), col(Policy.id).desc())
    )
    return [(known or 0, title, number) for known, title, number in session.exec(statement)]


def count_files(session: Session, ids: Iterable[int]) -> dict[int, int]:
    """Return policy → how many files it has, those that were removed left out."""
    return file_queries.count_files(session, RecordKind.POLICY, ids)


def list_topics(session: Session) -> list[str]:
    """Return the topics that policies have, in order."""
    statement = select(Policy.topics).where(col(Policy.is_void).is_(False))
    return topics.all_topics(session.exec(statement))


def replaced_by(session: Session, policy_id: int) -> list[Policy]:
    """Return the policies whose place a policy has taken, by id."""
    statement = select(Policy).where(
        Policy.replaced_by_id == policy_id, col(Policy.is_void).is_(False)
    )
    return list(session.exec(statement.order_by(col(Policy.id))))


def with_an_end(session: Session, since: date) -> list[Policy]:
    """Return the policies whose last day is not before a day and that are not repealed, by day."""
    until, repealed = col(Policy.valid_until), col(Policy.repealed_on)
    statement = select(Policy).where(
        col(Policy.is_void).is_(False),
        until >= since,
        or_(repealed.is_(None), repealed > until),
    )
    return list(session.exec(statement.order_by(until, col(Policy.id))))


def find_words(session: Session, filtered: PolicyFilter, wanted: PolicyQuery) -> list[PolicyHit]:
    """Return the policies of a filter in which what is wanted stands, by id.

    All phrases have to; of the terms one; a number alone is enough.
    """
    head, text, number = col(Policy.head_key), col(Policy.text_key), col(Policy.number_key)
    in_head = [head.contains(term, autoescape=True) for term in wanted.terms]
    in_text = [text.contains(term, autoescape=True) for term in wanted.terms]
    whole = [
        column.contains(wanted.whole, autoescape=True) if wanted.whole else literal(False)
        for column in (head, text)
    ]
    numbered = number.contains(wanted.number, autoescape=True) if wanted.number else None
    phrases = [
        or_(head.contains(one, autoescape=True), text.contains(one, autoescape=True))
        for one in wanted.phrases
    ]
    stands = and_(*phrases) if phrases else or_(*in_head, *in_text) if in_head else literal(False)
    fits = stands if numbered is None else or_(stands, numbered)
    flags = [*in_head, *in_text, *whole, literal(False) if numbered is None else numbered]
    columns = [case((flag, 1), else_=0) for flag in flags]
    statement = (
        sa_select(col(Policy.id), *columns)
        .where(*_conditions(filtered), fits)
        .order_by(col(Policy.id))
    )
    return [_found(row, len(wanted.terms)) for row in session.execute(statement)]


def _found(row: Sequence[int], terms: int) -> PolicyHit:
    policy_id, *flags = row
    seen = [bool(flag) for flag in flags]
    return PolicyHit(
        policy_id,
        tuple(seen[:terms]),
        tuple(seen[terms : 2 * terms]),
        *seen[2 * terms :],
    )


def _conditions(wanted: PolicyFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not wanted.with_void:
        conditions.append(col(Policy.is_void).is_(False))
    if wanted.level is not None:
        conditions.append(col(Policy.level) == wanted.level)
    if wanted.city_code is not None:
        conditions.append(col(Policy.city_code) == wanted.city_code)
    if wanted.topic:
        conditions.append(topics.has_topic(col(Policy.topics), wanted.topic))
    if wanted.states:
        conditions.append(_state(wanted).in_(sorted(wanted.states)))
    return conditions


def _state(wanted: PolicyFilter) -> ColumnElement[str]:
    """Return the state on the filter's day, as matchmaker.public_services.policy_days has it."""
    day = wanted.day
    until = col(Policy.valid_until)
    return case(
        (col(Policy.repealed_on) <= day, PolicyState.REPEALED.value),
        (until < day, PolicyState.ENDED.value),
        (col(Policy.valid_from) > day, PolicyState.COMING.value),
        (until <= wanted.ending_until, PolicyState.ENDING.value),
        else_=PolicyState.IN_FORCE.value,
    )
