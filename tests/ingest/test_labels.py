"""Every field and every stored value has a Chinese name."""

import pytest

from ingest.by_hand import resolve_field
from ingest.labels import FIELD_LABELS, VALUE_LABELS, field_label
from ingest.mapping import Source
from ingest.parse_patent import HISTORY_FIELDS
from ingest.sources import SOURCES

ALL_SOURCES = [source for sources in SOURCES.values() for source in sources]


@pytest.mark.parametrize("source", ALL_SOURCES, ids=lambda source: source.name)
def test_every_field_of_a_source_has_a_label(source: Source) -> None:
    assert [name for name in source.aliases if name not in FIELD_LABELS] == []


@pytest.mark.parametrize("source", ALL_SOURCES, ids=lambda source: source.name)
def test_labels_of_a_source_are_distinct_and_lead_back_to_their_field(source: Source) -> None:
    assert {name: resolve_field(field_label(name), source) for name in source.aliases} == {
        name: name for name in source.aliases
    }


def test_every_label_belongs_to_a_field() -> None:
    fields = {name for source in ALL_SOURCES for name in source.aliases}
    assert set(FIELD_LABELS) - fields == set()
    assert set(FIELD_LABELS) & set(VALUE_LABELS) == set()


def test_every_field_of_the_history_is_a_field() -> None:
    assert [name for name in HISTORY_FIELDS if name not in FIELD_LABELS] == []


def test_name_without_a_label_is_its_own() -> None:
    assert field_label("nothing") == "nothing"
