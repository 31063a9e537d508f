"""Making a great many objects at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Reading a sheet and answering with a page make objects by the ten thousand and hardly a cycle.
OBJECTS_PER_COLLECTION = 50_000


@contextmanager
def few_collections() -> Iterator[None]:
    """Search for cycles of objects only after many new ones.

    As Python is set, an import spends a sixth of its time on searching, and a page of a long list
    is now and then late by the search through all that a server holds.
    """
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_PER_COLLECTION, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def no_collection() -> Iterator[None]:
    """Put off the search for cycles of objects, for work that makes many and no cycle.

    What has been made is looked through again and again while there comes to be more of it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
