"""Send a running service what its OpenAPI document describes, and what it does not, as every role.

The sample is loaded into an embedded database, or into the empty one that is named, and served by a
process of its own. Of every operation as many requests are drawn that keep to the document as such
that do not; where a path names a record, mostly one that is there. Every answer is held to the
document: no 5xx, no status, type or body that it does not describe, nothing wrong accepted.

What a description of types cannot say, such as that a city has to exist, may be refused with 422.
"""

import argparse
import json
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode

from matchmaker.jobs.database import database
from matchmaker.settings import Settings
from scripts.serving.people import GUEST, WHO, Door, open_doors, samples
from scripts.serving.server import load_sample, serving

# A domain's own rules are refused with 422; what has been taken away meanwhile is gone; a name that
# was tried too often is shut out for a while.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = [
    "2xx", "3xx", "400", "401", "403", "404", "409", "412", "413", "422", "429", "503",
]
"""


@dataclass
class Findings:
    """What was sent and what was wrong with the answers; wrong: what → the first case."""

    sent: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)


def main() -> None:
    """Probe and print; exit code 1 where an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=50, help="of an operation as each role")
    parser.add_argument("--role", action="append", choices=WHO, help="only this one, repeatable")
    parser.add_argument("--operation", help="only operations whose id contains this")
    parser.add_argument("--database", default="", help="address of an empty PostgreSQL database")
    asked = parser.parse_args()
    found = Findings()
    with TemporaryDirectory() as folder:
        chosen = Settings(data_dir=Path(folder), database_url=asked.database)
        load_sample(chosen)
        with serving(chosen) as (address, _), database(chosen) as engine:
            known = samples(engine)
            for who in asked.role or WHO:
                with open_doors(engine, chosen, who) as door:
                    probe(address, door, known, asked.examples, asked.operation, found)
                print(f"{who}: {found.sent[who]} requests", flush=True)
    print("answers:", ", ".join(f"{code}: {n}" for code, n in sorted(found.statuses.items())))
    for what, case in sorted(found.wrong.items()):
        print(f"\n{what}\n{case}")
    print(f"\n{sum(found.sent.values())} requests, {len(found.wrong)} kinds of wrong answers")
    raise SystemExit(bool(found.wrong))


def probe(
    address: str,
    door: Door,
    known: Mapping[str, list[Any]],
    examples: int,
    wanted: str | None,
    found: Findings,
) -> None:
    """Send requests of all operations as somebody."""
    config = SchemathesisConfig.from_str(CONFIG)
    schema = schemathesis.openapi.from_dict(read_document(address), config=config)
    for result in schema.get_all_operations():
        operation = result.ok()
        name = operation.definition.raw["operationId"]
        if wanted and wanted not in name:
            continue
        for mode in GenerationMode:
            send = sender(address, door, known, found, name)
            drawn = settings(
                max_examples=max(1, examples // len(GenerationMode)),
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            strategy = operation.as_strategy(generation_mode=mode)
            # What takes nothing cannot be asked wrongly.
            with suppress(Unsatisfiable):
                drawn(given(strategy, st.integers(0, 2**16))(send))()


def read_document(address: str) -> dict[str, Any]:
    """Return the document of a service, without how one is let in.

    Each request is somebody's, and nobody is among them: what is drawn must not say otherwise.
    """
    with urllib.request.urlopen(f"{address}/openapi.json") as answer:
        document: dict[str, Any] = json.load(answer)
    del document["components"]["securitySchemes"]
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return document


def sender(
    address: str, door: Door, known: Mapping[str, list[Any]], found: Findings, name: str
) -> Callable[[Any, int], None]:
    """Return what sends a case, mostly about a record that is there, and notes what is wrong."""

    def send(case: Any, pick: int) -> None:
        for place, value in (case.path_parameters or {}).items():
            there = known.get(place)
            # One in four keeps what was drawn: records that are not there, and what is no name.
            if there and pick % 4 and isinstance(value, str | int):
                case.path_parameters[place] = there[pick % len(there)]
        response = case.call(base_url=address, headers=door.headers(), timeout=60)
        found.sent[door.who] += 1
        found.statuses[response.status_code] += 1
        if response.status_code == 401 and door.who != GUEST:
            door.open_again()
        try:
            case.validate_response(response, headers=door.headers())
        except FailureGroup as group:
            for failure in group.exceptions:
                note(found, name, failure, case)

    return send


def note(found: Findings, name: str, failure: Exception, case: Any) -> None:
    """Keep the first case of a kind of failure of an operation."""
    title = failure.title if isinstance(failure, Failure) else type(failure).__name__
    found.wrong.setdefault(f"{name}: {title}", f"{failure}\n{case.as_curl_command()}"[:2000])


if __name__ == "__main__":
    main()
