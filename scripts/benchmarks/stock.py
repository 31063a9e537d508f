"""A made-up stock in a database of its own, and its texts for those who read no database."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from scripts.benchmarks.measure import MATCHMAKER, ROOT, Run, run_process

Item = TypeVar("Item")

# The largest stock is one file of more than the service takes by default.
MAX_FILE_MB = 4096


@dataclass(frozen=True)
class Stock:
    """The folder that holds everything about one stock."""

    folder: Path

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    @property
    def texts(self) -> Path:
        return self.folder / "texts.json"


@dataclass(frozen=True)
class Texts:
    """Title and body of every patent and of every demand."""

    patents: list[str]
    demands: list[str]


def make_stock(folder: Path, patents: int, demands: int) -> Stock:
    """Make a sample of that size and import it."""
    sample = folder / "sample"
    run_process(
        [
            ROOT / "scripts" / "make_sample.py",
            *("--out", sample, "--patents", patents, "--demands", demands),
        ],
        {},
    )
    stock = Stock(folder)
    run_matchmaker(stock.data_dir, "init")
    run_matchmaker(stock.data_dir, "import", "patents", sample / "patents.csv")
    run_matchmaker(stock.data_dir, "import", "demands", sample / "demands.csv")
    shutil.rmtree(sample)
    return stock


def run_matchmaker(data_dir: Path, *arguments: object) -> Run:
    """Run a command of the service as a process of its own."""
    return run_process(["-c", MATCHMAKER, *arguments], environment_of(data_dir))


def environment_of(data_dir: Path) -> Mapping[str, str]:
    return {
        "MATCHMAKER_DATA_DIR": str(data_dir),
        "MATCHMAKER_DATABASE_URL": "",
        "MATCHMAKER_MAX_FILE_MB": str(MAX_FILE_MB),
    }


def load_texts(path: Path) -> Texts:
    return Texts(**json.loads(path.read_text(encoding="utf-8")))


def part_of(items: Sequence[Item], share: float) -> Sequence[Item]:
    """Return about that share of the items, at least one, evenly spread."""
    wanted = max(1, round(len(items) * share))
    return items[:: len(items) // wanted][:wanted]
