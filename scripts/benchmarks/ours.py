"""What the service does, measured through its public functions on the stock that it is given.

The stock's database and index are those that the service's settings name.
"""

import json
import pickle

import numpy as np

from matchmaker.jobs.database import database
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.candidates import find_candidates
from matchmaker.matching.chunks import DEMANDS_PER_CHUNK, make_chunks
from matchmaker.matching.facts import Context
from matchmaker.matching.features.demand_heat import count_demand_heat
from matchmaker.matching.store import load_index, load_meta
from matchmaker.services.answers import rank_patents
from matchmaker.services.chunk_work import Assignment, work
from matchmaker.services.desk import Desk
from matchmaker.services.ranking import RankOptions, classify_demand, load_reader
from matchmaker.services.stock import load_demands, load_offers, load_patents, load_stock
from matchmaker.settings import get_settings
from models.session import make_session
from scripts.benchmarks.measure import OURS, Findings, ask_each, make_figure, repeated, timed
from scripts.benchmarks.over_http import Question, ask_server
from scripts.benchmarks.steps import AS_OF, LOADING, RETRIEVAL, TOP, Job, Step, run_step


def write_texts(job: Job) -> Findings:
    """Write the texts for the peers, who shall not bear the weight of the database."""
    with database(get_settings()) as engine, make_session(engine) as session:
        texts = {
            "patents": [patent.doc.whole for patent in load_patents(session)],
            "demands": [demand.doc.whole for demand in load_demands(session)],
        }
    job.stock.texts.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    return Findings()


def retrieval(job: Job) -> Findings:
    """Find the candidates of all demands in the index as loaded from disk."""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session:
        docs = [demand.doc for demand in load_demands(session)]
    index = load_index(settings.index_dir)
    every = np.ones(len(index), dtype=np.bool_)
    run = timed(lambda: find_candidates(index, docs, every))
    return Findings([make_figure(RETRIEVAL, OURS, repeated(run, job.repeat))])


def loading(job: Job) -> Findings:
    """Read the whole stock as every run does."""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session:
        run = timed(lambda: load_stock(session))
        return Findings([make_figure(LOADING, OURS, repeated(run, job.repeat))])


def sizes(_job: Job) -> Findings:
    """Weigh the index, and what goes to and comes from whoever works on a chunk of demands."""
    settings = get_settings()
    algorithm = get_algorithm(DEFAULT_ALGORITHM)
    index = load_index(settings.index_dir)
    with database(settings) as engine, make_session(engine) as session:
        docs = [demand.doc for demand in load_demands(session)[:DEMANDS_PER_CHUNK]]
        facts = load_offers(session).facts(index, AS_OF)
    queries, found = find_candidates(index, docs, np.ones(len(index), dtype=np.bool_))
    context = Context(facts, count_demand_heat(queries, len(index)))
    version = str(load_meta(settings.index_dir)["fingerprint"])
    assignment = Assignment(settings.index_dir, version, algorithm, context, TOP)
    (chunk,) = make_chunks(queries, found)
    files = settings.index_dir.rglob("*")
    return Findings(
        sizes={
            "index_bytes": sum(path.stat().st_size for path in files),
            "context_bytes": len(pickle.dumps(context)),
            "chunk_bytes_a_demand": len(pickle.dumps(chunk)) / len(docs),
            "result_bytes_a_demand": len(pickle.dumps(work(assignment, chunk))) / len(docs),
        }
    )


def questions(job: Job) -> Findings:
    """Ask typed demands one by one, with everything loaded; the best are explained."""
    settings = get_settings()
    options = RankOptions(as_of=AS_OF, province=settings.province, top=TOP)
    with database(settings) as engine, make_session(engine) as session:
        desk = Desk(load_index(settings.index_dir), load_offers(session))
        reader = load_reader(session)
        typed = [(d.doc.title, d.doc.body) for d in load_demands(session)[: job.questions]]

        def ask(question: tuple[str, str]) -> None:
            doc = classify_demand(*question, reader=reader)
            rank_patents(session, desk, [doc], options)

        latency = ask_each(OURS, ask, typed, job.repeat)
    return Findings(latencies=[latency])


def over_http(job: Job) -> Findings:
    """Ask a server the same questions by many connections at once."""
    settings = get_settings()
    with database(settings) as engine, make_session(engine) as session:
        asked: list[Question] = [
            {"title": d.doc.title, "content": d.doc.body, "top": TOP, "as_of": str(AS_OF)}
            for d in load_demands(session)[: job.questions]
        ]
    return Findings(latencies=[ask_server(asked)])


STEPS: dict[str, Step] = {
    step.__name__: step for step in (write_texts, retrieval, loading, sizes, questions, over_http)
}

if __name__ == "__main__":
    run_step(STEPS)
