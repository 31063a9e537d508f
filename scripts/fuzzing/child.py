"""One target under atheris: `python -m scripts.fuzzing.child TARGET FINDINGS [libFuzzer options]`.

The only module that imports atheris. An input that breaks an invariant is noted and the run goes
on; only what ends the process (a hang, memory, native code) stops it, and libFuzzer keeps it then.
"""

import resource
import shlex
import sys
from functools import cache, lru_cache
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingest", "models"]):
    from ingest import mapping
    from scripts.fuzzing.findings import Findings, breaks
    from scripts.fuzzing.mutators import Mutator
    from scripts.fuzzing.targets import TARGETS

# What asks for more is a bomb that slipped past the guards; it is not to take the machine along.
MOST_MEMORY = 4 * 1024**3
REMEMBERED_HEADERS = 50_000


def make_headers_once() -> None:
    """Remember what the service works out anew for every file: that takes ten times the rest."""
    look_up = mapping.Source.lookup
    known = cache(lambda name: look_up(sources[name]))
    sources: dict[str, mapping.Source] = {}

    def lookup(source: mapping.Source) -> dict[str, tuple[str, int]]:
        return known(sources.setdefault(source.name, source).name)

    mapping.Source.lookup = lookup
    mapping.normalise_header = lru_cache(REMEMBERED_HEADERS)(mapping.normalise_header)


def main() -> None:
    name, folder, *options = sys.argv[1:]
    target = TARGETS[name]
    findings = Findings(Path(folder))

    def run_one(data: bytes) -> None:
        error = breaks(target.run, data)
        if error is not None:
            findings.note(data, error)

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        return mutator(bytes(data), longest, seed)

    def blind(data: bytes, longest: int) -> bytes:
        # Looked up at each call, since Setup puts the working function in its place.
        return atheris.Mutate(data, longest)

    mutator = Mutator(target.grammar, target.choices, blind)
    make_headers_once()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    # libFuzzer starts itself again by this name where it merges.
    command = shlex.join([sys.executable, "-m", "scripts.fuzzing.child", name, folder])
    atheris.Setup([command, *options], run_one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
