"""The tour of README.md shows the pictures that its script takes, and they are there."""

import re
from pathlib import Path

from scripts.touring.pictures import PICTURES, STOPS

ROOT = Path(__file__).parents[2]
PICTURE = re.compile(r"!\[(\w+)\]\((scripts/touring/pictures/[\w.]+)\)")


def test_every_stop_of_the_tour_is_shown_and_taken() -> None:
    shown = PICTURE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert [name for name, _ in shown] == [stop.name for stop in STOPS]
    assert [ROOT / path for _, path in shown] == [PICTURES / f"{stop.name}.png" for stop in STOPS]
    assert {path.name for path in PICTURES.glob("*")} == {f"{stop.name}.png" for stop in STOPS}
