"""How long an attempt to sign in takes, for a name that somebody has and one that nobody has.

What is wrong must not be told by the time that the answer takes. Attempts of both kinds alternate,
each with a name of its own, since five of one name lock it; a permutation test says whether their
medians differ by more than chance.
"""

import argparse
import random
import time
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.jobs.database import database
from matchmaker.services.accounts.passwords import hash_password
from matchmaker.services.accounts.rules import AccountRules
from matchmaker.services.accounts.sign_in import Client, Credentials, Gatekeeping, sign_in
from matchmaker.settings import Settings
from models.account import Account
from models.account_enums import AccountState, Role
from models.session import make_session

PERMUTATIONS = 2_000
SEED = 20240506
HERE = Client("127.0.0.1")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=200, help="of each kind")
    attempts = parser.parse_args().attempts
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database_url="")
        with database(settings) as engine, make_session(engine) as session:
            add_accounts(session, attempts)
            taken = measure(session, attempts)
    for name, seconds in taken.items():
        marks = quantiles(seconds, n=20)
        print(
            f"{name:8} median {1000 * median(seconds):7.2f} ms"
            f"   5 % {1000 * marks[0]:7.2f}   95 % {1000 * marks[-1]:7.2f}"
        )
    known, unknown = taken.values()
    apart = median(known) - median(unknown)
    print(f"medians {1000 * apart:+.2f} ms apart, p = {chance(known, unknown):.3f}")


def add_accounts(session: Session, count: int) -> None:
    """Add people who have one password."""
    stored, now = hash_password("Tian-Men#2026x"), datetime.now(CHINA)
    session.add_all(
        Account(
            login=f"known{number:05d}",
            name="某人",
            role=Role.PROVINCIAL_ORGANISER,
            state=AccountState.ACTIVE,
            password_hash=stored,
            password_changed_at=now,
            created_at=now,
        )
        for number in range(count)
    )
    session.commit()


def measure(session: Session, count: int) -> dict[str, list[float]]:
    """Return how long each attempt took, by kind of name."""
    gate = Gatekeeping(AccountRules(), str)
    taken: dict[str, list[float]] = {"known": [], "nobody": []}
    for number in range(count):
        for kind, seconds in taken.items():
            started = time.perf_counter()
            given = Credentials(f"{kind}{number:05d}", "Wrong-One#2026")
            sign_in(session, given, HERE, gate, datetime.now(CHINA))
            session.commit()
            seconds.append(time.perf_counter() - started)
    return taken


def chance(first: list[float], second: list[float]) -> float:
    """Return how often medians of the same attempts, dealt at random, lie as far apart."""
    dealer, both = random.Random(SEED), [*first, *second]
    apart = abs(median(first) - median(second))
    further = 0
    for _ in range(PERMUTATIONS):
        dealer.shuffle(both)
        further += abs(median(both[: len(first)]) - median(both[len(first) :])) >= apart
    return further / PERMUTATIONS


if __name__ == "__main__":
    main()
