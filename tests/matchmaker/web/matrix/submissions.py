"""Plans and reports: a city's organisers see and write their city's, the province judges them."""

from collections.abc import Callable
from typing import Any

from models.values.region import get_city
from tests.matchmaker.web.matrix.rules import (
    ADMIN,
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
from tests.matchmaker.web.matrix.world import CITY, World

_API, _PAGES = "/api/v1/submissions", "/office/submissions"
_RULERS = {ADMIN, PROVINCE}
_CSV = "指标,数值\n宣讲活动,3\n".encode()


def _read(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=READ_OURS, theirs=READ_THEIRS)


def _write(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=WRITE_OURS, theirs=WRITE_THEIRS)


def _judge(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=WRITE_THEIRS, theirs=WRITE_THEIRS)


def _at(world: World, side: str, kind: str = "plan") -> str:
    """Return kind, year and city of what a side has: a draft plan, and a report that is sent."""
    return f"{kind}/2024/{get_city(CITY[side]).code}"


def _act(world: World, side: str, kind: str, **more: Any) -> dict[str, Any]:
    revisions = world.ledger.plan if kind == "plan" else world.ledger.report
    return {"revision": revisions[side], **more}


def _form(said: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in said.items()}


RULES: dict[str, Rule] = {
    "list_submissions": anyone(lambda w, s: Call("GET", f"{_API}/plan?year=2024"), READ_OURS),
    "set_due_day": anyone(
        lambda w, s: Call(
            "PUT", f"{_API}/plan/2024/due", {"due_on": "2024-06-15", "note": "按通知"}
        ),
        _RULERS,
    ),
    "get_submission": _read(lambda w, s: Call("GET", f"{_API}/{_at(w, s)}")),
    "save_submission": _write(
        lambda w, s: Call("PUT", f"{_API}/{_at(w, s)}", _act(w, s, "plan", figures={"visits": 3}))
    ),
    "send_submission": _write(
        lambda w, s: Call("POST", f"{_API}/{_at(w, s)}/send", _act(w, s, "plan"))
    ),
    "return_submission": _judge(
        lambda w, s: Call(
            "POST", f"{_API}/{_at(w, s, 'report')}/return", _act(w, s, "report", reason="请核对")
        )
    ),
    "file_submission": _judge(
        lambda w, s: Call("POST", f"{_API}/{_at(w, s, 'report')}/file", _act(w, s, "report"))
    ),
    "export_plan": _read(lambda w, s: Call("GET", f"{_API}/{_at(w, s)}/document.docx")),
    "get_merged_figures": anyone(
        lambda w, s: Call("GET", "/api/v1/merged-figures?year=2024"), READ_THEIRS
    ),
    "export_merged_figures": anyone(
        lambda w, s: Call("GET", "/api/v1/merged-figures/check.xlsx?year=2024"), READ_THEIRS
    ),
    "GET /office/check": anyone(lambda w, s: Call("GET", "/office/check?year=2024"), READ_THEIRS),
    "GET /office/check.xlsx": anyone(
        lambda w, s: Call("GET", "/office/check.xlsx?year=2024"), READ_THEIRS
    ),
    "GET /office/submissions/{kind}": anyone(
        lambda w, s: Call("GET", f"{_PAGES}/plan?year=2024"), READ_OURS
    ),
    "POST /office/submissions/{kind}/{year}/due": anyone(
        lambda w, s: Call(
            "POST", f"{_PAGES}/plan/2024/due", form={"due_on": "2024-06-16", "note": "按通知"}
        ),
        _RULERS,
    ),
    "GET /office/submissions/{kind}/{year}/{city}": _read(
        lambda w, s: Call("GET", f"{_PAGES}/{_at(w, s)}")
    ),
    "GET /office/submissions/{kind}/{year}/{city}.docx": _read(
        lambda w, s: Call("GET", f"{_PAGES}/{_at(w, s)}.docx")
    ),
    "POST /office/submissions/{kind}/{year}/{city}": _write(
        lambda w, s: Call(
            "POST",
            f"{_PAGES}/{_at(w, s)}",
            form=_form(_act(w, s, "plan", slug="visits", value="4")),
        )
    ),
    "POST /office/submissions/{kind}/{year}/{city}/send": _write(
        lambda w, s: Call("POST", f"{_PAGES}/{_at(w, s)}/send", form=_form(_act(w, s, "plan")))
    ),
    "POST /office/submissions/{kind}/{year}/{city}/copy": _write(
        lambda w, s: Call("POST", f"{_PAGES}/{_at(w, s)}/copy", form={})
    ),
    "POST /office/submissions/{kind}/{year}/{city}/return": _judge(
        lambda w, s: Call(
            "POST",
            f"{_PAGES}/{_at(w, s, 'report')}/return",
            form=_form(_act(w, s, "report", reason="请核对")),
        )
    ),
    "POST /office/submissions/{kind}/{year}/{city}/file": _judge(
        lambda w, s: Call(
            "POST", f"{_PAGES}/{_at(w, s, 'report')}/file", form=_form(_act(w, s, "report"))
        )
    ),
    "POST /office/submissions/report/{year}/{city}/import": _write(
        lambda w, s: Call(
            "POST", f"{_PAGES}/{_at(w, s, 'report')}/import", files={"file": ("表.csv", _CSV)}
        )
    ),
}
