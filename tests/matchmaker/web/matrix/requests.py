"""Requests of cities: a city asks and says whether it helped, the province answers."""

from collections.abc import Callable
from typing import Any

from tests.matchmaker.web.matrix.rules import (
    CITY,
    READ_OURS,
    READ_THEIRS,
    WRITE_THEIRS,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import World

_API, _PAGES = "/api/v1/city-requests", "/office/requests"
_OWN = {CITY}
_NOBODY: frozenset[str] = frozenset()
_TYPED = {"subject": "请派专家", "text": "缺专家"}


def _read(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=READ_OURS, theirs=READ_THEIRS)


def _write(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=_OWN, theirs=_NOBODY)


def _judge(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=WRITE_THEIRS, theirs=WRITE_THEIRS)


def _api(method: str, which: str, rest: str, **said: Any) -> Callable[[World, str], Call]:
    def call(world: World, side: str) -> Call:
        known = getattr(world.requests, which)[side]
        body = {**said, "revision": world.requests.revision[known]}
        return Call(method, f"{_API}/{known}{rest}", body)

    return call


def _page(which: str, rest: str, **said: str) -> Callable[[World, str], Call]:
    def call(world: World, side: str) -> Call:
        known = getattr(world.requests, which)[side]
        form = {**said, "revision": str(world.requests.revision[known])}
        return Call("POST", f"{_PAGES}/{known}{rest}", form=form)

    return call


RULES: dict[str, Rule] = {
    "list_city_requests": anyone(lambda w, s: Call("GET", _API), READ_OURS),
    "export_city_requests": anyone(lambda w, s: Call("GET", f"{_API}/export.xlsx"), READ_OURS),
    "write_city_request": anyone(lambda w, s: Call("POST", _API, _TYPED), _OWN, 201),
    "get_city_request": _read(lambda w, s: Call("GET", f"{_API}/{w.requests.draft[s]}")),
    "correct_city_request": _write(_api("PUT", "draft", "", **_TYPED)),
    "move_city_request": _write(_api("POST", "draft", "/acts", act="submit")),
    "decide_city_request": _judge(
        _api("POST", "submitted", "/decisions", act="take_on", said="李明")
    ),
    "set_city_request_outcome": _write(_api("PUT", "answered", "/outcome", outcome="solved")),
    "GET /office/requests": anyone(lambda w, s: Call("GET", _PAGES), READ_OURS),
    "GET /office/requests.xlsx": anyone(lambda w, s: Call("GET", f"{_PAGES}.xlsx"), READ_OURS),
    "GET /office/requests/-/new": anyone(lambda w, s: Call("GET", f"{_PAGES}/-/new"), _OWN),
    "POST /office/requests/-/new": anyone(
        lambda w, s: Call("POST", f"{_PAGES}/-/new", form=_TYPED), _OWN
    ),
    "GET /office/requests/{request_id}": _read(
        lambda w, s: Call("GET", f"{_PAGES}/{w.requests.answered[s]}")
    ),
    "POST /office/requests/{request_id}": _write(_page("draft", "", **_TYPED)),
    "POST /office/requests/{request_id}/submit": _write(_page("draft", "/submit")),
    "POST /office/requests/{request_id}/withdraw": _write(
        _page("draft", "/withdraw", said="不需要了")
    ),
    "POST /office/requests/{request_id}/take-on": _judge(
        _page("submitted", "/take-on", said="李明")
    ),
    "POST /office/requests/{request_id}/answer": _judge(_page("taken_on", "/answer", said="已办")),
    "POST /office/requests/{request_id}/return": _judge(
        _page("submitted", "/return", said="请写明日期")
    ),
    "POST /office/requests/{request_id}/outcome": _write(
        _page("answered", "/outcome", outcome="solved")
    ),
}
