"""Who works on the chunks of a run: this process, others on this machine, or a cluster."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from typing import Any

from matchmaker.errors import BadConfiguration
from matchmaker.matching.chunks import Chunk
from matchmaker.services.chunk_work import Assignment, ChunkResult, work

# A scheduler that is there answers at once.
CONNECT_SECONDS = 10.0
_assignment: list[Assignment] = []


@contextmanager
def working(
    assignment: Assignment, chunks: Sequence[Chunk], workers: int, cluster: str = ""
) -> Iterator[Iterator[ChunkResult]]:
    """Give the results of all chunks in their order, whoever works on them.

    workers: processes on this machine, one for this one alone; cluster: the address of a Dask
    scheduler whose workers see the folder of the index under the same path, empty for none.
    Raises BadConfiguration where the scheduler cannot be reached.
    """
    if cluster:
        with _cluster_results(assignment, chunks, cluster) as results:
            yield results
    elif workers < 2 or len(chunks) < 2:
        yield map(partial(work, assignment), chunks)
    else:
        # Started afresh: threads and locks of this process must not be copied in mid-flight.
        with ProcessPoolExecutor(
            min(workers, len(chunks)), get_context("spawn"), _remember, (assignment,)
        ) as pool:
            try:
                yield pool.map(_work_here, chunks)
            finally:
                pool.shutdown(cancel_futures=True)


def _remember(assignment: Assignment) -> None:
    _assignment[:] = [assignment]


def _work_here(chunk: Chunk) -> ChunkResult:
    return work(_assignment[0], chunk)


@contextmanager
def _cluster_results(
    assignment: Assignment, chunks: Sequence[Chunk], address: str
) -> Iterator[Iterator[ChunkResult]]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise BadConfiguration(
            "没有安装集群组件。请安装 patent-matchmaker[cluster] 后再用 --cluster"
        ) from error
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise BadConfiguration(
            f"连不上集群 {address}：{error}。请检查地址，以及 dask scheduler 是否已启动"
        ) from error
    with client:
        shared = client.scatter(assignment, broadcast=True)
        # What a lost worker had begun is done again by another; the results are the same.
        futures = client.map(_work_there, chunks, assignment=shared, pure=False)
        yield (future.result() for future in futures)


def _work_there(chunk: Chunk, assignment: Assignment) -> ChunkResult:
    return work(assignment, chunk)
