"""Many who follow work cost one look, and are told in order what has changed."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi.encoders import jsonable_encoder
from fastapi.sse import ServerSentEvent
from sqlalchemy import Engine

from matchmaker.services import work_claims
from matchmaker.services.work_claims import Step, WorkClaim
from matchmaker.web.follow import WorkWatch
from models.queries import work_board as board_queries
from models.session import make_session
from models.work import WorkKind
from tests.conftest import NOW
from tests.matchmaker.jobs.work_cases import WorkBench, make_work_bench

QUICK = 0.01


@pytest.fixture
def bench(engine: Engine, tmp_path: Path) -> WorkBench:
    return make_work_bench(engine, tmp_path)


def claim(bench: WorkBench) -> WorkClaim:
    with make_session(bench.engine) as session:
        found = work_claims.claim_next(session, frozenset(WorkKind), "r", NOW)
        session.commit()
    assert found is not None
    return found


def tell(bench: WorkBench, work_id: int, done: int) -> None:
    with make_session(bench.board) as board:
        values = {"step": "导入", "done": done, "total": 2}
        board_queries.write_progress(board, work_id, values, NOW)
        board.commit()


def finish(bench: WorkBench, found: WorkClaim) -> None:
    with make_session(bench.engine) as session:
        work_claims.finish(session, found, {"rows": 2}, Step("导入", 2, 2, 2), NOW)
        session.commit()


def said(event: ServerSentEvent) -> tuple[str | None, str | None, int]:
    data = json.loads(json.dumps(jsonable_encoder(event.data)))
    return event.event, event.id, data["done"]


async def next_of(events: AsyncIterator[ServerSentEvent]) -> tuple[str | None, str | None, int]:
    return said(await anext(events))


async def rest_of(events: AsyncIterator[ServerSentEvent]) -> list[str | None]:
    return [event.event async for event in events]


def test_followers_are_told_of_every_change_and_of_the_end(bench: WorkBench) -> None:
    async def follow() -> list[tuple[str | None, str | None, int]]:
        watch = WorkWatch(bench.engine, bench.board, QUICK)
        events = watch.follow(work_id)
        told = [await next_of(events)]
        found = await asyncio.to_thread(claim, bench)
        told.append(await next_of(events))
        for done in (1, 2):
            await asyncio.to_thread(tell, bench, work_id, done)
            told.append(await next_of(events))
        await asyncio.to_thread(finish, bench, found)
        return [*told, *[said(event) async for event in events]]

    work_id = bench.ask()
    assert asyncio.run(follow()) == [
        ("progress", "0", 0),
        ("progress", "1", 0),
        ("progress", "2", 1),
        ("progress", "3", 2),
        ("done", "4", 2),
    ]


def test_who_comes_again_is_not_told_what_he_knows(bench: WorkBench) -> None:
    async def follow() -> list[tuple[str | None, str | None, int]]:
        watch = WorkWatch(bench.engine, bench.board, QUICK)
        events = watch.follow(work_id, last_id=2)
        waiting = asyncio.ensure_future(next_of(events))
        # Several looks find nothing new.
        while watch.looks < 3:
            await asyncio.sleep(0)
        assert not waiting.done()
        await asyncio.to_thread(tell, bench, work_id, 2)
        told = [await waiting]
        await asyncio.to_thread(finish, bench, found)
        return [*told, *[said(event) async for event in events]]

    work_id = bench.ask()
    found = claim(bench)
    tell(bench, work_id, 1)
    assert asyncio.run(follow()) == [("progress", "3", 2), ("done", "4", 2)]


def test_many_followers_cost_one_look(bench: WorkBench) -> None:
    async def follow() -> tuple[list[list[str | None]], int]:
        watch = WorkWatch(bench.engine, bench.board, seconds=0.2)
        events = [watch.follow(i) for i in ids for _ in range(20)]
        first = await asyncio.gather(*(next_of(found) for found in events))
        looks = watch.looks
        assert {event for event, _, _ in first} == {"progress"}
        for work_id in ids:
            await asyncio.to_thread(bench.cancel, work_id)
        return await asyncio.gather(*(rest_of(found) for found in events)), looks

    ids = [bench.ask() for _ in range(3)]
    ends, looks = asyncio.run(follow())
    assert ends == [["failed"]] * 60
    assert looks <= 2


def test_nobody_looks_once_nobody_follows(bench: WorkBench) -> None:
    async def follow() -> None:
        watch = WorkWatch(bench.engine, bench.board, QUICK)
        events = watch.follow(work_id)
        await anext(events)
        await events.aclose()
        looking = watch._looking
        assert looking is not None
        await looking
        # Who comes afterwards is served as the first one was.
        assert (await next_of(watch.follow(work_id)))[0] == "progress"

    work_id = bench.ask()
    asyncio.run(follow())


def test_followers_come_to_an_end_with_the_server(bench: WorkBench) -> None:
    async def follow() -> list[ServerSentEvent]:
        watch = WorkWatch(bench.engine, bench.board, QUICK)
        events = watch.follow(work_id)
        await anext(events)
        watch.close()
        return [event async for event in events]

    work_id = bench.ask()
    assert asyncio.run(follow()) == []
