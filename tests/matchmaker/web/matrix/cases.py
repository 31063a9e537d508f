"""Model cases: cities write their own, the province chooses, the appointed mark those of others."""

from collections.abc import Callable
from typing import Any

from tests.matchmaker.web.matrix.case_world import CLOSED, DECIDED, MADE, MARKED, READY
from tests.matchmaker.web.matrix.rules import (
    CITY,
    EVERYBODY,
    INSTITUTION,
    PROVINCE,
    READ_OURS,
    READ_THEIRS,
    WRITE_OURS,
    WRITE_THEIRS,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import CITY as CITIES
from tests.matchmaker.web.matrix.world import World

_API, _PAGES, _ROUNDS = "/api/v1/ledger/cases", "/office/ledger/cases", "/office/case-rounds"
_API_ROUNDS, _DESKS = "/api/v1/ledger/case-rounds", "/api/v1/reviewing"
_CHOOSERS = frozenset({PROVINCE})
# Nobody reviews cases of the own city or organisation, and the province has no city.
_REVIEW_OURS = frozenset({PROVINCE})
_REVIEW_THEIRS = frozenset({PROVINCE, CITY}) | INSTITUTION
_TYPED = {"year": MARKED, "title": "新写的案例", "category": "licence"}
_CRITERIA = {
    "criteria": [{"name": "成效", "asks": "有数", "weight": 100}],
    "reason": "按通知",
}
_CONSENT = {"consent_by": "武汉大学", "consent_on": "2024-05-01"}


def _read(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=READ_OURS, theirs=READ_THEIRS)


def _write(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=WRITE_OURS, theirs=WRITE_THEIRS)


def _choose(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=_CHOOSERS, theirs=_CHOOSERS)


def _review(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=_REVIEW_OURS, theirs=_REVIEW_THEIRS)


def _api(method: str, held: str, rest: str, **said: Any) -> Callable[[World, str], Call]:
    """Return a request of a program about a case that stands somewhere."""

    def call(world: World, side: str) -> Call:
        known = getattr(world.cases, held)[side]
        return Call(method, f"{_API}/{known}{rest}", said | {"revision": _revision(world, known)})

    return call


def _page(held: str, rest: str, **said: Any) -> Callable[[World, str], Call]:
    """Return a form that is sent from the page of a case that stands somewhere."""

    def call(world: World, side: str) -> Call:
        known = getattr(world.cases, held)[side]
        form = {name: str(value) for name, value in said.items()}
        return Call(
            "POST",
            f"{_PAGES}/{known}{rest}",
            form=form | {"revision": str(_revision(world, known))},
        )

    return call


def _revision(world: World, case_id: int) -> int:
    return world.cases.revision[case_id]


def _round(year: int, rest: str, form: dict[str, str] | None = None) -> Rule:
    return anyone(lambda w, s: Call("POST", f"{_ROUNDS}/{year}{rest}", form=form or {}), _CHOOSERS)


def _of_rounds(method: str, said: Any = None) -> Rule:
    """Return who may ask over the interface about the choices of all years."""
    return anyone(lambda w, s: Call(method, _API_ROUNDS, said), _CHOOSERS)


def _of_round(method: str, year: int, rest: str, said: Any = None) -> Rule:
    """Return who may ask over the interface about the choice of a year."""
    return anyone(lambda w, s: Call(method, f"{_API_ROUNDS}/{year}{rest}", said), _CHOOSERS)


def _own_desk(world: World, side: str) -> str:
    return f"{_DESKS}/cases/{world.cases.entered[side]}"


def _reviewing(method: str, rest: str = "") -> Callable[[World, str], Call]:
    def call(world: World, side: str) -> Call:
        path = f"/reviewing/{world.cases.entered[side]}{rest}"
        if method == "GET":
            return Call(method, path)
        return Call(method, path, form={"slug": "novelty", "mark": "80", "reason": "有新意"})

    return call


RULES: dict[str, Rule] = {
    "list_model_cases": _read(lambda w, s: Call("GET", f"{_API}?city={CITIES[s]}")),
    "record_model_case": _write(
        lambda w, s: Call("POST", _API, {**_TYPED, "city": CITIES[s], "deal": w.ledger.deal[s]})
    ),
    "get_model_case": _read(lambda w, s: Call("GET", f"{_API}/{w.cases.draft[s]}")),
    "correct_model_case": _write(_api("PUT", "draft", "", **_TYPED)),
    "set_model_case_consent": _write(_api("PUT", "draft", "/consent", **_CONSENT)),
    "move_model_case": _write(_api("POST", "draft", "/acts", act="send")),
    "decide_model_case": _choose(_api("POST", "sent", "/decisions", act="enter")),
    "list_case_rounds": _of_rounds("GET"),
    "make_case_round": _of_rounds("POST", {"year": 2030}),
    "get_case_round": _of_round("GET", MARKED, ""),
    "set_case_round_terms": _of_round("PUT", MADE, "/terms", {"size": 8}),
    "set_case_criteria": _of_round("PUT", MADE, "/criteria", _CRITERIA),
    "appoint_case_reviewer": _of_round("POST", MADE, "/reviewers", {"login": "city_organiser"}),
    "dismiss_case_reviewer": anyone(
        lambda w, s: Call("DELETE", f"{_API_ROUNDS}/{MADE}/reviewers/{w.cases.appointed}"),
        _CHOOSERS,
    ),
    "open_case_round": _of_round("POST", READY, "/open"),
    "close_case_round": _of_round("POST", MARKED, "/close", {"reason": "到期"}),
    "decide_case_round": anyone(
        lambda w, s: Call(
            "POST", f"{_API_ROUNDS}/{CLOSED}/decision", {"chosen": [*w.cases.closed.values()]}
        ),
        _CHOOSERS,
    ),
    "export_case_ranking": _of_round("GET", MARKED, "/ranking.xlsx"),
    "export_case_booklet": _of_round("GET", DECIDED, "/booklet.docx"),
    "list_case_desks": anyone(lambda w, s: Call("GET", _DESKS), _REVIEW_THEIRS),
    "get_case_desk": anyone(lambda w, s: Call("GET", f"{_DESKS}/{MARKED}"), _REVIEW_THEIRS),
    "get_reviewed_case": _review(lambda w, s: Call("GET", _own_desk(w, s))),
    "mark_case": _review(
        lambda w, s: Call(
            "PUT", _own_desk(w, s), {"marks": {"novelty": {"mark": 80, "reason": "有新意"}}}
        )
    ),
    "get_reviewed_file": _review(
        lambda w, s: Call("GET", f"{_own_desk(w, s)}/files/{w.cases.file[s]}")
    ),
    "GET /office/ledger/cases": _read(lambda w, s: Call("GET", f"{_PAGES}?city={CITIES[s]}")),
    "GET /office/ledger/cases/new": _write(
        lambda w, s: Call("GET", f"{_PAGES}/new?deal={w.ledger.deal[s]}")
    ),
    "POST /office/ledger/cases/new": _write(
        lambda w, s: Call(
            "POST",
            f"{_PAGES}/new",
            form={name: str(value) for name, value in _TYPED.items()} | {"city": CITIES[s]},
        )
    ),
    "GET /office/ledger/cases/{case_id}": _read(
        lambda w, s: Call("GET", f"{_PAGES}/{w.cases.draft[s]}")
    ),
    "GET /office/ledger/cases/{case_id}/case.docx": _read(
        lambda w, s: Call("GET", f"{_PAGES}/{w.cases.draft[s]}/case.docx")
    ),
    "POST /office/ledger/cases/{case_id}": _write(_page("draft", "", **_TYPED)),
    "POST /office/ledger/cases/{case_id}/consent": _write(_page("draft", "/consent", **_CONSENT)),
    "POST /office/ledger/cases/{case_id}/send": _write(_page("draft", "/send")),
    "POST /office/ledger/cases/{case_id}/withdraw": _write(
        _page("draft", "/withdraw", reason="重写")
    ),
    "POST /office/ledger/cases/{case_id}/return": _choose(_page("sent", "/return", reason="缺数")),
    "POST /office/ledger/cases/{case_id}/enter": _choose(_page("sent", "/enter")),
    "POST /office/ledger/cases/{case_id}/publish": _choose(_page("chosen", "/publish")),
    "GET /office/case-rounds": anyone(lambda w, s: Call("GET", _ROUNDS), _CHOOSERS),
    "POST /office/case-rounds": anyone(
        lambda w, s: Call("POST", _ROUNDS, form={"year": "2030"}), _CHOOSERS
    ),
    "GET /office/case-rounds/{year}": anyone(
        lambda w, s: Call("GET", f"{_ROUNDS}/{CLOSED}"), _CHOOSERS
    ),
    "GET /office/case-rounds/{year}/ranking.xlsx": anyone(
        lambda w, s: Call("GET", f"{_ROUNDS}/{MARKED}/ranking.xlsx"), _CHOOSERS
    ),
    "GET /office/case-rounds/{year}/booklet.docx": anyone(
        lambda w, s: Call("GET", f"{_ROUNDS}/{DECIDED}/booklet.docx"), _CHOOSERS
    ),
    "POST /office/case-rounds/{year}/terms": _round(MADE, "/terms", {"size": "8"}),
    "POST /office/case-rounds/{year}/criteria": _round(
        MADE, "/criteria", {"name": "成效", "asks": "有数", "weight": "100", "note": "按通知"}
    ),
    "POST /office/case-rounds/{year}/reviewers": _round(
        MADE, "/reviewers", {"login": "city_organiser"}
    ),
    "POST /office/case-rounds/{year}/dismiss": _round(MADE, "/dismiss", {"account_id": "1"}),
    "POST /office/case-rounds/{year}/open": _round(READY, "/open"),
    "POST /office/case-rounds/{year}/close": _round(MARKED, "/close", {"reason": "到期"}),
    "POST /office/case-rounds/{year}/decide": anyone(
        lambda w, s: Call(
            "POST",
            f"{_ROUNDS}/{CLOSED}/decide",
            form={"chosen": str(w.cases.closed["ours"])},
        ),
        _CHOOSERS,
        # The other case came first as well: why it is left out has to be said.
        answer=422,
    ),
    "GET /reviewing": anyone(
        lambda w, s: Call("GET", "/reviewing"), {PROVINCE, CITY} | INSTITUTION
    ),
    "GET /reviewing/{case_id}": _review(_reviewing("GET")),
    "POST /reviewing/{case_id}": _review(_reviewing("POST")),
    "GET /reviewing/{case_id}/files/{file_id}": _review(
        lambda w, s: Call("GET", f"/reviewing/{w.cases.entered[s]}/files/{w.cases.file[s]}")
    ),
    "GET /cases": anyone(lambda w, s: Call("GET", "/cases"), EVERYBODY),
    "GET /cases/{case_id}": anyone(
        lambda w, s: Call("GET", f"/cases/{w.cases.chosen['ours']}"), EVERYBODY
    ),
}
