"""Buckets in memory: shared by processes that part from one, bounded, and never half taken."""

import multiprocessing
import sys

import pytest

from matchmaker.errors import TooManyRequests
from matchmaker.services.rate_limits import Allowance, Charge, as_us
from matchmaker.web.protection.shared_buckets import PLACES, SharedBuckets
from tests.conftest import NOW

AT = as_us(NOW)
PROCESSES = 4


def taken(buckets: SharedBuckets, charge: Charge, turns: int) -> int:
    count = 0
    for _ in range(turns):
        try:
            buckets.charge([charge], AT)
        except TooManyRequests:
            continue
        count += 1
    return count


def test_a_refusal_of_one_takes_from_none() -> None:
    buckets = SharedBuckets()
    full, spent = Charge("a", Allowance(2, 60)), Charge("b", Allowance(1, 60))
    buckets.charge([spent], AT)
    with pytest.raises(TooManyRequests):
        buckets.charge([full, spent], AT)
    assert buckets.charge([full], AT).remaining == 1


def test_a_full_table_forgets_what_would_be_given_back_first() -> None:
    buckets = SharedBuckets(slots=PLACES)
    for number in range(PLACES):
        buckets.charge([Charge(f"{number}", Allowance(1, 60 + number))], AT)
    buckets.charge([Charge("new", Allowance(1, 600))], AT)
    assert buckets.charge([Charge("0", Allowance(1, 60))], AT).remaining == 0
    with pytest.raises(TooManyRequests):
        buckets.charge([Charge(f"{PLACES - 1}", Allowance(1, 67))], AT)


@pytest.mark.skipif(sys.platform == "win32", reason="one process serves there")
def test_processes_that_part_from_one_take_no_more_than_there_is() -> None:
    buckets, charge = SharedBuckets(), Charge("a", Allowance(1000, 3600))
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()
    start = context.Barrier(PROCESSES)

    def work() -> None:
        start.wait()
        results.put(taken(buckets, charge, 500))

    processes = [context.Process(target=work) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    counts = [results.get() for _ in processes]
    for process in processes:
        process.join()
    assert sum(counts) == 1000
