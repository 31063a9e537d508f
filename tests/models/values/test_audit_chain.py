"""A chain of records shows whatever was done to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.audit_chain import (
    GENESIS,
    Break,
    Entry,
    Flaw,
    Link,
    digest,
    find_break,
    moment_text,
    require_exact,
)

texts = st.text(max_size=8)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
contents = st.tuples(
    st.datetimes(timezones=st.just(UTC)), texts, texts, st.dictionaries(texts, plain, max_size=3)
)


def link(entry: Entry) -> Link:
    return Link(entry.number, entry.hash)


def sealed(entry: Entry) -> Entry:
    return replace(entry, hash=digest(entry))


def follow(at: Link, content: tuple[datetime, str, str, dict[str, Any]]) -> Entry:
    moment, actor, subject, details = content
    return sealed(
        Entry(at.number + 1, moment_text(moment), actor, "export", subject, details, at.hash, "")
    )


def make_chain(given_contents: list[tuple[datetime, str, str, dict[str, Any]]]) -> list[Entry]:
    entries: list[Entry] = []
    for content in given_contents:
        entries.append(follow(link(entries[-1]) if entries else GENESIS, content))
    return entries


chains = st.lists(contents, min_size=2, max_size=6).map(make_chain)


def check(chain: list[Entry], tampered: list[Entry]) -> Break | None:
    return find_break(GENESIS, tampered, link(chain[-1]))


@given(chains)
def test_a_chain_as_it_was_written_is_whole(chain: list[Entry]) -> None:
    assert check(chain, chain) is None


@given(chains, st.data())
def test_a_changed_field_is_found_in_its_record(chain: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    name = data.draw(
        st.sampled_from(("made_at", "actor", "kind", "subject", "details", "previous_hash", "hash"))
    )
    old = getattr(chain[place], name)
    new = {**old, "more": 1, "and": 2} if name == "details" else old + "x"
    tampered = [*chain]
    tampered[place] = replace(chain[place], **{name: new})
    assert check(chain, tampered) == Break(place + 1, Flaw.CHANGED)


@given(chains, st.data())
def test_a_record_sealed_anew_is_found_by_the_next_or_the_end(
    chain: list[Entry], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    tampered = [*chain]
    tampered[place] = sealed(replace(chain[place], actor=chain[place].actor + "x"))
    last = place == len(chain) - 1
    expected = Break(place + 1, Flaw.OTHER_END) if last else Break(place + 2, Flaw.UNLINKED)
    assert check(chain, tampered) == expected


@given(chains, st.data())
def test_a_removed_record_is_missing(chain: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    tampered = chain[:place] + chain[place + 1 :]
    assert check(chain, tampered) == Break(place + 1, Flaw.MISSING)


@given(chains, st.data())
def test_records_in_another_order_are_found_at_the_first(
    chain: list[Entry], data: st.DataObject
) -> None:
    one, two = sorted(
        data.draw(st.lists(st.integers(0, len(chain) - 1), min_size=2, max_size=2, unique=True))
    )
    tampered = [*chain]
    tampered[one], tampered[two] = chain[two], chain[one]
    assert check(chain, tampered) == Break(one + 1, Flaw.MISSING)


@given(chains, st.data())
def test_contents_that_change_places_are_found_at_the_first(
    chain: list[Entry], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(chain) - 2))
    tampered = [*chain]
    tampered[place] = replace(chain[place + 1], number=place + 1)
    tampered[place + 1] = replace(chain[place], number=place + 2)
    assert check(chain, tampered) == Break(place + 1, Flaw.CHANGED)


@given(chains, st.data())
def test_an_inserted_record_is_found(chain: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    forged = follow(link(chain[place]), (datetime(2024, 5, 6, tzinfo=UTC), "forger", "other", {}))
    tampered = [*chain[: place + 1], forged, *chain[place + 1 :]]
    assert check(chain, tampered) == Break(place + 2, Flaw.EXTRA)


@given(chains, st.data())
def test_records_after_an_inserted_one_do_not_follow_it(
    chain: list[Entry], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(chain) - 2))
    forged = follow(link(chain[place]), (datetime(2024, 5, 6, tzinfo=UTC), "forger", "other", {}))
    moved = [sealed(replace(entry, number=entry.number + 1)) for entry in chain[place + 1 :]]
    end = link(moved[-1])
    found = find_break(GENESIS, [*chain[: place + 1], forged, *moved], end)
    assert found == Break(place + 3, Flaw.UNLINKED)


def test_moments_of_one_instant_are_one_text() -> None:
    here = datetime(2024, 5, 6, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    assert moment_text(here) == "2024-05-06T01:30:00.000000+00:00"
    assert moment_text(here) == moment_text(here.astimezone(UTC))


@pytest.mark.parametrize("details", [{"share": 0.4}, {"a": [{"b": 1e22}]}, {1: "x"}, {"a": b""}])
def test_what_json_would_not_give_back_is_refused(details: dict[Any, Any]) -> None:
    with pytest.raises(TypeError):
        require_exact(details)


@pytest.mark.parametrize("flaw", list(Flaw))
def test_every_flaw_has_a_chinese_name(flaw: Flaw) -> None:
    assert any("\u4e00" <= character <= "\u9fff" for character in flaw.label)
