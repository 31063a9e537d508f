"""The desk of an institution: for its own people alone, and of others' records nothing."""

from typing import Any

from tests.matchmaker.web.matrix.rules import (
    DEPARTMENT,
    INSTITUTION,
    UNIVERSITY,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import EVENT, FIRM, PATENT, SHEET, World

_NOBODY: frozenset[str] = frozenset()
_REVIEWERS = frozenset({DEPARTMENT, UNIVERSITY})
_OURS = frozenset({"ours"})
_THEIRS = frozenset({"theirs"})


def _get(path: str) -> Any:
    return lambda world, side: Call("GET", f"/institution{path}")


def _patent(method: str, rest: str, form: dict[str, str] | None = None) -> Any:
    def call(world: World, side: str) -> Call:
        return Call(method, f"/institution/{rest}/{PATENT[side]}", form=form)

    return call


def _licence(method: str, rest: str, form: dict[str, str] | None = None) -> Any:
    def call(world: World, side: str) -> Call:
        at = f"/institution/patents/{PATENT[side]}/open-licence{rest}"
        return Call(method, at, form=form)

    return call


def _bulk(step: str) -> Any:
    form = {"patents": PATENT["ours"], "act": "edit", "price": "面议"}
    return lambda world, side: Call("POST", f"/institution/patents/{step}", form=form)


def _file(method: str, rest: str, uploads: str = "upload") -> Any:
    def call(world: World, side: str) -> Call:
        at = f"/institution/import/{getattr(world, uploads)[side]}{rest}"
        return Call(method, at, form={} if method == "POST" else None)

    return call


def _event(method: str, rest: str) -> Any:
    def call(world: World, side: str) -> Call:
        return Call(method, f"/institution/events/{EVENT[side]}{rest}")

    return call


def _request(method: str, form: dict[str, str] | None = None) -> Any:
    def call(world: World, side: str) -> Call:
        return Call(method, f"/institution/requests/{world.improvement[side]}", form=form)

    return call


def _own(call: Any, answer: int | None = None) -> Rule:
    """Return the rule of what an institution does with what is its own."""
    return on_sides(call, ours=INSTITUTION, theirs=_NOBODY, answer=answer)


RULES: dict[str, Rule] = {
    "GET /institution": anyone(_get(""), INSTITUTION),
    "GET /institution/patents": anyone(_get("/patents"), INSTITUTION),
    "POST /institution/patents/preview": anyone(_bulk("preview"), _REVIEWERS),
    "POST /institution/patents/apply": anyone(_bulk("apply"), _REVIEWERS),
    "POST /institution/patents/undo": anyone(
        lambda w, s: Call("POST", "/institution/patents/undo", form={"at": "x", "act": "edit"}),
        INSTITUTION,
    ),
    "GET /institution/patents/{number}": _own(_patent("GET", "patents")),
    # Without the state of the form nobody changes anything, and is told so.
    "POST /institution/patents/{number}": _own(_patent("POST", "patents", {"price": "面议"}), 422),
    "GET /institution/listings": anyone(_get("/listings"), INSTITUTION),
    "POST /institution/listings/decide": anyone(
        lambda w, s: Call("POST", "/institution/listings/decide", form={"ids": "1", "act": "pass"}),
        _REVIEWERS,
    ),
    "GET /institution/open-licences": anyone(_get("/open-licences"), INSTITUTION),
    "GET /institution/open-licences/print": anyone(_get("/open-licences/print"), INSTITUTION),
    "GET /institution/open-licences.xlsx": anyone(_get("/open-licences.xlsx"), INSTITUTION),
    "GET /institution/patents/{number}/open-licence": _own(_licence("GET", "")),
    # Without the state of the form nobody changes anything, and is told so.
    "POST /institution/patents/{number}/open-licence": _own(
        _licence("POST", "", {"fee": "免费"}), 422
    ),
    # It is announced already.
    "POST /institution/patents/{number}/open-licence/step": on_sides(
        _licence("POST", "/step", {"act": "withdrawn"}), ours={UNIVERSITY}, theirs=_NOBODY
    ),
    "POST /institution/patents/{number}/open-licence/use": _own(
        _licence("POST", "/use", {"licensee": "甲厂"})
    ),
    "GET /institution/ending": anyone(_get("/ending"), INSTITUTION),
    "GET /institution/wanted": anyone(_get("/wanted"), INSTITUTION),
    "GET /institution/wanted/{number}": _own(_patent("GET", "wanted")),
    "GET /institution/events": anyone(_get("/events"), INSTITUTION),
    # Of an event to which it is not invited it reads what everybody may.
    "GET /institution/events/{slug}": on_sides(
        _event("GET", ""), ours=INSTITUTION, theirs=INSTITUTION
    ),
    # To our event it is invited already.
    "POST /institution/events/{slug}/registration": anyone(
        lambda w, s: _event("POST", "/registration")(w, "theirs"), INSTITUTION
    ),
    "POST /institution/events/{slug}/answer": _own(
        lambda w, s: Call(
            "POST",
            f"/institution/events/{EVENT[s]}/answer",
            form={"participant_id": str(w.campaign.university[s]), "status": "confirmed"},
        )
    ),
    "POST /institution/events/{slug}/wishes": _own(
        lambda w, s: Call(
            "POST",
            f"/institution/events/{EVENT[s]}/wishes",
            form={"participant_id": str(w.campaign.university[s]), "other": FIRM[s]},
        )
    ),
    # What firms wish is theirs to take back.
    "POST /institution/events/{slug}/wishes/{wish_id}/drop": on_sides(
        lambda w, s: Call(
            "POST", f"/institution/events/{EVENT[s]}/wishes/{w.campaign.wish[s]}/drop"
        ),
        ours=_NOBODY,
        theirs=_NOBODY,
    ),
    "GET /institution/requests": anyone(_get("/requests"), INSTITUTION),
    # Of what is asked of others nobody learns.
    "GET /institution/requests/{request_id}": Rule(
        _request("GET"), {"ours": INSTITUTION, "theirs": _NOBODY}, _THEIRS
    ),
    "POST /institution/requests/{request_id}": Rule(
        _request("POST", {"act": "decline", "text": "已在谈"}),
        {"ours": INSTITUTION, "theirs": _NOBODY},
        _THEIRS,
    ),
    "GET /institution/import": anyone(_get("/import"), INSTITUTION),
    "POST /institution/import": anyone(
        lambda w, s: Call(
            "POST",
            "/institution/import",
            form={"kind": "patents"},
            files={"file": ("专利.csv", SHEET.encode())},
        ),
        INSTITUTION,
    ),
    "GET /institution/import/{upload_id}": _own(_file("GET", "")),
    "POST /institution/import/{upload_id}/mapping": _own(_file("POST", "/mapping")),
    "POST /institution/import/{upload_id}/check": _own(_file("POST", "/check")),
    # What members and reviewers of departments send is looked through by their university.
    "POST /institution/import/{upload_id}/confirm": on_sides(
        _file("POST", "/confirm"), ours={UNIVERSITY}, theirs=_NOBODY
    ),
    # None of this work is theirs, and of that of others nobody learns.
    "GET /institution/import/{upload_id}/work/{work_id}": Rule(
        lambda w, s: Call("GET", f"/institution/import/{w.upload[s]}/work/{w.work[s]}"),
        {"ours": _NOBODY, "theirs": _NOBODY},
        _OURS,
    ),
    "GET /institution/import/{upload_id}/refused.xlsx": _own(_file("GET", "/refused.xlsx")),
    "POST /institution/import/{upload_id}/remove": _own(_file("POST", "/remove", "removable")),
}
