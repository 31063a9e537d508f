"""The ledger: a city's organisers see and write what is their city's, overseers see all."""

from collections.abc import Callable
from typing import Any

from tests.factories import number
from tests.matchmaker.web.matrix.ledger_world import PDF
from tests.matchmaker.web.matrix.rules import (
    ADMIN,
    OFFICE,
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
from tests.matchmaker.web.matrix.world import CITY, FIRM, UNIVERSITY, World

_ACTIVITIES, _DEALS = "/api/v1/ledger/activities", "/api/v1/ledger/deals"
_FIGURES = "/api/v1/ledger/figures"
_PAGES = "/office/ledger"
_DAY = "2024-04-02"
# Keepers of rules; administrators among them have no ledger of their own.
_RULERS = {ADMIN, PROVINCE}


def _read(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=READ_OURS, theirs=READ_THEIRS)


def _write(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=WRITE_OURS, theirs=WRITE_THEIRS)


def _briefing(side: str) -> dict[str, Any]:
    return {"kind": "briefing", "title": "又一场宣讲", "held_on": _DAY, "city": CITY[side]}


def _contract(side: str) -> dict[str, Any]:
    return {
        "kind": "assignment",
        "giver": UNIVERSITY[side],
        "giver_city": CITY[side],
        "taker": FIRM[side],
        "taker_city": CITY[side],
        "patents": [number("202110000095")],
        "signed_on": _DAY,
    }


def _activity_change(world: World, side: str) -> dict[str, Any]:
    return {"revision": world.ledger.activity_revision[side], "reason": "漏计"}


def _deal_change(world: World, side: str) -> dict[str, Any]:
    return {"revision": world.ledger.deal_revision[side], "reason": "笔误"}


def _form(said: dict[str, Any]) -> dict[str, str]:
    """The same as a form sends it."""
    return {
        name: "\n".join(value) if isinstance(value, list) else str(value)
        for name, value in said.items()
    }


RULES: dict[str, Rule] = {
    "list_activities": _read(lambda w, s: Call("GET", f"{_ACTIVITIES}?city={CITY[s]}")),
    "record_activity": _write(lambda w, s: Call("POST", _ACTIVITIES, _briefing(s))),
    "get_activity": _read(lambda w, s: Call("GET", f"{_ACTIVITIES}/{w.ledger.activity[s]}")),
    "correct_activity": _write(
        lambda w, s: Call(
            "PUT",
            f"{_ACTIVITIES}/{w.ledger.activity[s]}",
            _briefing(s) | _activity_change(w, s),
        )
    ),
    "void_activity": _write(
        lambda w, s: Call(
            "POST", f"{_ACTIVITIES}/{w.ledger.activity[s]}/void", _activity_change(w, s)
        )
    ),
    "list_deals": _read(lambda w, s: Call("GET", f"{_DEALS}?city={CITY[s]}")),
    "report_deal": _write(lambda w, s: Call("POST", _DEALS, _contract(s) | {"city": CITY[s]})),
    "get_deal": _read(lambda w, s: Call("GET", f"{_DEALS}/{w.ledger.deal[s]}")),
    "correct_deal": _write(
        lambda w, s: Call("PUT", f"{_DEALS}/{w.ledger.deal[s]}", _contract(s) | _deal_change(w, s))
    ),
    "void_deal": _write(
        lambda w, s: Call("POST", f"{_DEALS}/{w.ledger.deal[s]}/void", _deal_change(w, s))
    ),
    "get_figures": _read(lambda w, s: Call("GET", f"{_FIGURES}?year=2024&city={CITY[s]}")),
    "export_summary": _read(
        lambda w, s: Call("GET", f"{_FIGURES}/summary.xlsx?year=2024&city={CITY[s]}")
    ),
    "export_report": _read(
        lambda w, s: Call("GET", f"{_FIGURES}/report.docx?year=2024&city={CITY[s]}")
    ),
    "export_case": _read(lambda w, s: Call("GET", f"{_DEALS}/{w.ledger.deal[s]}/case.docx")),
    "GET /office/reports/cases/{deal_id}.docx": _read(
        lambda w, s: Call("GET", f"/office/reports/cases/{w.ledger.deal[s]}.docx")
    ),
    "POST /office/reports/templates/{kind}/restore": anyone(
        lambda w, s: Call("POST", "/office/reports/templates/case/restore", form={"note": "试"}),
        _RULERS,
    ),
    "POST /office/reports/templates/{kind}": anyone(
        lambda w, s: Call(
            "POST", "/office/reports/templates/case", files={"file": ("a.docx", b"x", "")}
        ),
        _RULERS,
    ),
    "GET /office/ledger": _read(lambda w, s: Call("GET", f"{_PAGES}?city={CITY[s]}")),
    "GET /office/ledger/activities/new": anyone(
        lambda w, s: Call("GET", f"{_PAGES}/activities/new?kind=docking"), WRITE_OURS
    ),
    "POST /office/ledger/activities/new": _write(
        lambda w, s: Call("POST", f"{_PAGES}/activities/new", form=_form(_briefing(s)))
    ),
    "GET /office/ledger/activities/{activity_id}": _read(
        lambda w, s: Call("GET", f"{_PAGES}/activities/{w.ledger.activity[s]}")
    ),
    "POST /office/ledger/activities/{activity_id}": _write(
        lambda w, s: Call(
            "POST",
            f"{_PAGES}/activities/{w.ledger.activity[s]}",
            form=_form(_briefing(s) | _activity_change(w, s)),
        )
    ),
    "POST /office/ledger/activities/{activity_id}/void": _write(
        lambda w, s: Call(
            "POST",
            f"{_PAGES}/activities/{w.ledger.activity[s]}/void",
            form=_form(_activity_change(w, s)),
        )
    ),
    "GET /office/ledger/deals": _read(lambda w, s: Call("GET", f"{_PAGES}/deals?city={CITY[s]}")),
    "GET /office/ledger/outcomes": anyone(
        lambda w, s: Call("GET", f"{_PAGES}/outcomes"), WRITE_OURS
    ),
    # What it begins with has to be within reach.
    "GET /office/ledger/deals/new": _write(
        lambda w, s: Call("GET", f"{_PAGES}/deals/new?follows={w.ledger.deal[s]}")
    ),
    "POST /office/ledger/deals/new": _write(
        lambda w, s: Call(
            "POST", f"{_PAGES}/deals/new", form=_form(_contract(s) | {"city": CITY[s]})
        )
    ),
    "GET /office/ledger/deals/{deal_id}": _read(
        lambda w, s: Call("GET", f"{_PAGES}/deals/{w.ledger.deal[s]}")
    ),
    "POST /office/ledger/deals/{deal_id}": _write(
        lambda w, s: Call(
            "POST",
            f"{_PAGES}/deals/{w.ledger.deal[s]}",
            form=_form(_contract(s) | _deal_change(w, s)),
        )
    ),
    "POST /office/ledger/deals/{deal_id}/void": _write(
        lambda w, s: Call(
            "POST", f"{_PAGES}/deals/{w.ledger.deal[s]}/void", form=_form(_deal_change(w, s))
        )
    ),
    "POST /office/ledger/files/of/{kind}/{record_id}": _write(
        lambda w, s: Call(
            "POST",
            f"{_PAGES}/files/of/deal/{w.ledger.deal[s]}",
            files={"file": ("合同.pdf", PDF)},
        )
    ),
    "GET /office/ledger/files/{file_id}": _read(
        lambda w, s: Call("GET", f"{_PAGES}/files/{w.ledger.file[s]}")
    ),
    "POST /office/ledger/files/{file_id}/remove": _write(
        lambda w, s: Call("POST", f"{_PAGES}/files/{w.ledger.file[s]}/remove")
    ),
    "POST /office/ledger/files/{file_id}/restore": _write(
        lambda w, s: Call("POST", f"{_PAGES}/files/{w.ledger.file[s]}/restore")
    ),
    "GET /office/rules/counting": anyone(
        lambda w, s: Call("GET", "/office/rules/counting?rule=taker"), OFFICE
    ),
    "POST /office/rules/counting": anyone(
        lambda w, s: Call(
            "POST", "/office/rules/counting", form={"rule": "taker", "note": "按通知"}
        ),
        _RULERS,
    ),
}
