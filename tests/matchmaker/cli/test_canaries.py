"""What commands print holds no contact, no hidden text, and for everybody only what is released."""

import json
from pathlib import Path

import pytest

from models.values.secrecy import Confidentiality
from tests.matchmaker.canaries import (
    CONTACTS,
    LEVELS,
    RECIPIENT,
    UNPRINTED,
    What,
    canaries,
    canary,
    demand_number,
    found_in,
    make_world,
    patent_number,
    write_canaries,
)
from tests.matchmaker.cli.conftest import Run

HIDDEN = Confidentiality.HIDDEN
DAY = ("--as-of", "2024-06-01")
JSON = ("--format", "json")
# What whoever starts commands may not read either.
UNSEEN = canaries([HIDDEN]) | {canary(level, what) for level in LEVELS for what in CONTACTS}
HIDDEN_NUMBER = demand_number(HIDDEN)


@pytest.fixture
def world(run: Run, tmp_path: Path, database_url: str) -> Run:
    make_world(tmp_path, database_url)
    return run


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_what_may_be_passed_on_holds_what_is_released(world: Run, form: str) -> None:
    assert world("match", "run", "--workers", 1, *DAY).code == 0
    for words in (
        ("event", "show", "docking"),
        ("demands-for", "--patent", patent_number(), *DAY),
        ("firms-for", "--organisation", RECIPIENT, *DAY),
        ("match", "patent", "--patent", patent_number()),
        ("words", "list"),
        ("list", "log", "docking"),
        ("org", "list", "--find", "动力电池"),
    ):
        result = world(*words, "--format", form)
        assert (words, result.code) == (words, 0)
        assert (words, found_in(result.out + result.err, UNPRINTED)) == (words, [])
    told = world("demands-for", "--patent", patent_number(), *DAY, *JSON).out
    assert canary(Confidentiality.PUBLIC, What.SHARED) in told


def test_a_hidden_demand_is_answered_without_its_words(world: Run) -> None:
    rank = world("rank", "--demand", HIDDEN_NUMBER, *DAY, *JSON)
    assert len(json.loads(rank.out)) == 4
    assert found_in(rank.out, UNSEEN) == []
    why = ("why", "--demand", HIDDEN_NUMBER, "--patent", patent_number(3), "--top", 1, *DAY)
    found = json.loads(world(*why, *JSON).out)
    assert (found["demand_text"], found["gaps"]) == ("", [])
    assert found_in(json.dumps(found["rows"], ensure_ascii=False), UNSEEN) == []
    shown = world(*why).out
    assert "需求：（内容不公开）" in shown
    assert found_in(shown.partition("专利：")[0], UNSEEN) == []


def test_a_named_demand_is_answered_with_its_words(world: Run) -> None:
    number = demand_number(Confidentiality.NAMED)
    told = world("rank", "--demand", number, *DAY, *JSON).out
    assert canary(Confidentiality.NAMED, What.SHARED) in told
    assert found_in(told, UNSEEN) == []


def test_matches_of_a_demand_that_was_hidden_since_tell_no_words(
    world: Run, tmp_path: Path
) -> None:
    public = demand_number(Confidentiality.PUBLIC)
    assert world("match", "run", "--workers", 1, *DAY).code == 0
    assert canary(Confidentiality.PUBLIC, What.SHARED) in world("match", "show", public, *JSON).out
    path = write_canaries(tmp_path / "later.csv")
    path.write_text(path.read_text("utf-8-sig").replace(",公开\n", ",不公开\n"), "utf-8-sig")
    assert world("import", "demands", path).code == 0
    for words in (("match", "show", public), ("match", "patent", "--patent", patent_number())):
        told = world(*words, *JSON).out
        assert found_in(told, canaries([Confidentiality.PUBLIC])) == []


def test_a_preview_masks_contacts(world: Run, tmp_path: Path) -> None:
    path = write_canaries(tmp_path / "again.csv")
    for form in ("table", "json"):
        result = world("import", "demands", path, "--dry-run", "--format", form)
        contacts = {canary(level, what) for level in LEVELS for what in CONTACTS}
        assert found_in(result.out + result.err, contacts) == []


def test_errors_name_no_demand_that_they_were_not_given(world: Run) -> None:
    for words in (
        ("rank", "--demand", "X-9"),
        ("match", "show", HIDDEN_NUMBER),
        ("privacy", "recipients", HIDDEN_NUMBER, "--add", RECIPIENT),
        ("privacy", "recipients", HIDDEN_NUMBER, "--remove", RECIPIENT),
    ):
        result = world(*words)
        assert result.code == 2
        assert (words, found_in(result.err, UNSEEN)) == (words, [])
    assert found_in(world("audit", "list").out, UNSEEN) == []
