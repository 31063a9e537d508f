"""What files would bring is kept for those that are looked at now."""

from datetime import date
from typing import cast

import pytest

from matchmaker.services.previews import Preview
from matchmaker.web.previews import KEPT, Key, PreviewKeeper


def key(upload_id: int, stock: str = "1") -> Key:
    return upload_id, "abc", "", (), None, date(2024, 6, 1), (stock,)


def preview(name: str) -> Preview:
    return cast(Preview, name)


def fail() -> Preview:
    raise ValueError("读不了")


def test_what_is_kept_is_not_made_again() -> None:
    keeper = PreviewKeeper()
    assert keeper.find(key(1), lambda: preview("first")) == "first"
    assert keeper.find(key(1), fail) == "first"
    assert keeper.find(key(1, stock="2"), lambda: preview("second")) == "second"


def test_what_cannot_be_read_is_tried_again() -> None:
    keeper = PreviewKeeper()
    with pytest.raises(ValueError, match="读不了"):
        keeper.find(key(1), fail)
    assert keeper.find(key(1), lambda: preview("first")) == "first"


def test_the_one_looked_at_longest_ago_goes_first() -> None:
    keeper = PreviewKeeper()
    for number in range(KEPT):
        keeper.find(key(number), lambda: preview("first"))
    keeper.find(key(0), fail)
    keeper.find(key(KEPT), lambda: preview("first"))
    assert keeper.find(key(0), fail) == "first"
    assert keeper.find(key(1), lambda: preview("again")) == "again"
