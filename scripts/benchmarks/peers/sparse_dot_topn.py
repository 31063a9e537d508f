"""The peer that is given our own vectors: one product of all demands with all patents."""

from collections.abc import Sequence

from sparse_dot_topn import sp_matmul_topn

from matchmaker.jobs.database import database
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.store import load_index
from matchmaker.matching.types import DemandDoc
from matchmaker.services.stock import load_demands
from matchmaker.settings import get_settings
from models.session import make_session
from scripts.benchmarks.measure import Findings, make_figure, repeated, timed
from scripts.benchmarks.peers.base import Found
from scripts.benchmarks.steps import MEASURE, RETRIEVAL, TOP, Job, name_of, run_step

THREADS = 2


def nearest_of_all(index: MatchIndex, demands: Sequence[DemandDoc], top: int) -> Found:
    """Return the rows of the nearest of all patents by the service's own vectors."""
    vectors = index.vectoriser.demands([doc.text for doc in demands])
    (patents,) = index.vectors.parts
    product = sp_matmul_topn(
        vectors,
        patents.T.tocsr(),
        top_n=min(top, len(index)),
        threshold=0.0,
        sort=True,
        n_threads=THREADS,
    )
    bounds = zip(product.indptr[:-1], product.indptr[1:], strict=True)
    return [product.indices[start:end].tolist() for start, end in bounds]


def measure(job: Job) -> Findings:
    """Multiply all demands with all patents by our vectors; those of the demands are made anew."""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session:
        docs = [demand.doc for demand in load_demands(session)]
    index = load_index(settings.index_dir)
    run = timed(lambda: nearest_of_all(index, docs, TOP))
    who = name_of("sparse_dot_topn", "our vectors")
    return Findings([make_figure(RETRIEVAL, who, repeated(run, job.repeat))])


if __name__ == "__main__":
    run_step({MEASURE: measure})
