"""Choose lists to the optimum, beside taking the best first and beside HiGHS on all columns.

Made-up pairs under six kinds of rule, at two sizes. With --patents and --demands the pairs are
those of real files, found as for an event without bounds, under the rules an event has by default.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
from scipy import optimize

from ingest.pipeline import ParseOptions
from matchmaker.china_time import CHINA
from matchmaker.events.selection import select_pairs
from matchmaker.events.selection_greedy import greedy, one_each
from matchmaker.events.selection_problem import build, needs_of
from matchmaker.events.selection_types import Effort, Pair, Quota, Rules
from matchmaker.jobs.database import database
from matchmaker.jobs.imports import run_import
from matchmaker.jobs.lists import open_stocked
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.index import Recipe
from matchmaker.services import indexing
from matchmaker.services.list_basis import DEPTH_FACTOR
from matchmaker.services.list_bounds import Bounds
from matchmaker.services.list_candidates import Search, find_choices
from matchmaker.services.list_options import ListOptions, make_occasion
from matchmaker.services.list_rules import event_rules
from matchmaker.settings import Settings
from models.enums import EventKind, ImportKind
from models.event import Event
from models.session import make_session

SEED, PEER_SECONDS = 0, 60.0
CITIES, INDUSTRIES, INSTITUTIONS = 17, 14, 60
DAY, HELD_ON = date(2024, 5, 6), date(2024, 6, 18)


@dataclass(frozen=True)
class Figure:
    """A list chosen by somebody; gap: to the bound, None where the way knows none."""

    problem: str
    who: str
    seconds: float
    entries: int
    score: float
    gap: float | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the smaller made-up problem alone")
    parser.add_argument("--patents", type=Path, help="a file of real patents")
    parser.add_argument("--demands", type=Path, help="a file of real demands")
    parser.add_argument("--json", type=Path, default=None)
    arguments = parser.parse_args()
    figures = []
    for size in (1,) if arguments.quick else (1, 10):
        figures += compare(f"{500 * size} × {5000 * size}", *made_up(size))
    if arguments.patents and arguments.demands:
        figures += compare("real", *real(arguments.patents, arguments.demands))
    print(f"{'problem':<16}{'who':<12}{'seconds':>9}{'entries':>9}{'score':>11}{'gap':>10}")
    for figure in figures:
        gap = "" if figure.gap is None else f"{figure.gap:.4%}"
        print(
            f"{figure.problem:<16}{figure.who:<12}{figure.seconds:>9.2f}{figure.entries:>9}"
            f"{figure.score:>11.2f}{gap:>10}"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1))


def made_up(size: int) -> tuple[list[Pair], Rules]:
    """Return pairs of which a few patents are wanted by many, and rules of every kind."""
    rng = np.random.default_rng(SEED)
    demands, patents, wanted = 500 * size, 5000 * size, 31_000 * size
    demand = rng.integers(0, demands, wanted)
    popular = (rng.pareto(1.0, wanted) * patents / 20).astype(int)
    patent = np.minimum(popular, patents - 1)
    keys = np.unique(demand * patents + patent)
    owner = rng.zipf(1.6, patents) % INSTITUTIONS
    city, industry = rng.integers(0, CITIES, demands), rng.integers(0, INDUSTRIES, patents)
    scores = np.round(rng.beta(3, 6, len(keys)), 6)
    pairs = [
        Pair(d, p, d * 2 // 3, int(owner[p]), p, str(city[d]), str(industry[p]), float(score))
        for (d, p), score in zip((divmod(int(key), patents) for key in keys), scores, strict=True)
    ]
    quotas = {str(slug): Quota(20 * size, int(demands * 0.3)) for slug in range(INDUSTRIES)}
    return pairs, Rules(5, 3, 0.1, 0.0, 1, 10 * size, quotas, demands * 2)


def real(patents: Path, demands: Path) -> tuple[list[Pair], Rules]:
    """Return the pairs of two files, and the rules that an event has by default."""
    algorithm = get_algorithm(DEFAULT_ALGORITHM)
    now = datetime(DAY.year, DAY.month, DAY.day, tzinfo=CHINA)
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data_dir=Path(name))
        with database(settings) as engine:
            run_import(engine, patents, ParseOptions(ImportKind.PATENTS), now)
            asked = ParseOptions(ImportKind.DEMANDS, owner="需求方")
            run_import(engine, demands, asked, now)
            with make_session(engine) as session:
                recipe = Recipe(settings.segmenter, algorithm.scheme)
                indexing.build(session, settings.index_dir, recipe)
                stocked = open_stocked(session, settings, algorithm)
        event = Event(
            slug="all",
            name="all",
            kind=EventKind.PROVINCIAL_DOCKING,
            held_on=HELD_ON,
            city_code="",
        )
        options = ListOptions(DAY, HELD_ON, settings.province, algorithm, True, True)
        search = Search(
            Bounds(make_occasion(event, options)), algorithm, event.per_demand * DEPTH_FACTOR
        )
        choices = find_choices(stocked, search).choices.values()
    return [choice.pair for choice in choices], event_rules(event, algorithm)


def compare(problem: str, pairs: Sequence[Pair], rules: Rules) -> list[Figure]:
    """Return what ours, the best taken first, and HiGHS alone make of a problem."""
    started = time.perf_counter()
    ours = select_pairs(pairs, rules, Effort(remedies=False))
    seconds = time.perf_counter() - started
    worthy = sorted((p for p in pairs if p.score >= rules.min_score), key=lambda p: p.place)
    found = [Figure(problem, "matchmaker", seconds, len(ours.pairs), ours.value, ours.gap)]
    started = time.perf_counter()
    share = max(rules.institution_share, 1.0 / one_each(worthy, rules))
    first = [worthy[at] for at in greedy(worthy, rules, share, needs_of(worthy, rules))]
    seconds = time.perf_counter() - started
    found.append(Figure(problem, "best first", seconds, len(first), _score(first), None))
    return [*found, whole_programme(problem, worthy, rules)]


def whole_programme(problem: str, worthy: Sequence[Pair], rules: Rules) -> Figure:
    """Return what HiGHS does with all columns at once, stopped after a minute."""
    programme = build(worthy, rules, rules.institution_share, needs_of(worthy, rules), 1e4)
    started = time.perf_counter()
    found = optimize.milp(
        -programme.gain,
        constraints=optimize.LinearConstraint(programme.matrix, ub=programme.limit),
        bounds=optimize.Bounds(programme.low, programme.high),
        integrality=programme.whole.astype(int),
        options={"time_limit": PEER_SECONDS, "mip_rel_gap": 0.0},
    )
    seconds = time.perf_counter() - started
    if found.x is None:
        return Figure(problem, "HiGHS alone", seconds, 0, 0.0, None)
    taken = [pair for pair, x in zip(worthy, found.x, strict=False) if x > 0.5]
    return Figure(problem, "HiGHS alone", seconds, len(taken), _score(taken), found.mip_gap)


def _score(pairs: Sequence[Pair]) -> float:
    return sum(pair.score for pair in pairs)


if __name__ == "__main__":
    main()
