"""The search for cycles is put off, and no longer than it should be."""

import gc
from collections.abc import Iterator

import pytest

from matchmaker.services.collecting import OBJECTS_PER_COLLECTION, few_collections, no_collection


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_search_goes_on_when_all_is_made() -> None:
    with no_collection():
        assert not gc.isenabled()
        with no_collection():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_search_goes_on_after_a_failure() -> None:
    with pytest.raises(ValueError, match="broken"), no_collection():
        raise ValueError("broken")
    assert gc.isenabled()


def test_search_that_was_off_stays_off() -> None:
    gc.disable()
    with no_collection():
        pass
    assert not gc.isenabled()


def test_search_is_as_frequent_as_before_after_a_failure() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="broken"), few_collections():
        raise ValueError("broken")
    assert gc.get_threshold() == before


def test_search_is_rare_in_between() -> None:
    before = gc.get_threshold()
    with few_collections():
        assert gc.get_threshold() == (OBJECTS_PER_COLLECTION, *before[1:])
