"""Pages of events on the desk of those who organise."""

from collections.abc import Callable
from typing import Any

from matchmaker.events.roadshow_criteria import Criterion
from models.values.region import get_city
from tests.matchmaker.web.matrix.rules import (
    OFFICE,
    READ_OURS,
    READ_THEIRS,
    WRITE_OURS,
    WRITE_THEIRS,
    Call,
    Rule,
    anyone,
)
from tests.matchmaker.web.matrix.world import (
    CITY,
    DEMAND,
    EVENT,
    FIRM,
    OURS,
    PATENT,
    ROADSHOW,
    THEIRS,
    UNIVERSITY,
    World,
)

_OTHER = {OURS: THEIRS, THEIRS: OURS}
_EVENTS = "/office/events"
_READ = {OURS: READ_OURS, THEIRS: READ_THEIRS, "province": READ_THEIRS}
_WRITE = {OURS: WRITE_OURS, THEIRS: WRITE_THEIRS, "province": WRITE_THEIRS}
_RULES = {
    "per_demand": "5",
    "per_patent": "3",
    "institution_share": "40",
    "per_enterprise": "1",
    "per_city": "0",
    "total": "",
    "quotas": "",
}
_HALL = {
    "starts_at": "09:00",
    "minutes_per_slot": "20",
    "pause_minutes": "5",
    "slot_count": "4",
    "zones": "A区=1，B区=1",
    "walk_minutes": "0",
    "most_meetings": "3",
}
_PLAN = {
    **{one.value: "10" for one in Criterion},
    "size": "9",
    "per_institution": "3",
    "blend": "35",
}


def at(side: str, rest: str = "") -> str:
    return f"{_EVENTS}/{EVENT[side]}{rest}"


def _event(side: str) -> dict[str, str]:
    return {
        **_RULES,
        "slug": "new",
        "name": "新活动",
        "kind": "local_docking",
        "date": "2024-09-01",
        "city": get_city(CITY.get(side, CITY[OURS])).code,
    }


def _read(rest: str, **params: str) -> Rule:
    return Rule(lambda w, s: Call("GET", at(s, rest), params=params), _READ)


def _write(
    rest: str, form: Callable[[World, str], dict[str, Any]], answer: int | None = None
) -> Rule:
    """The rule of a form of an event of ours or theirs."""
    sides = {OURS: WRITE_OURS, THEIRS: WRITE_THEIRS}
    return Rule(lambda w, s: Call("POST", at(s, rest), form=form(w, s)), sides, answer=answer)


def _pair(side: str) -> dict[str, str]:
    return {"demand": DEMAND[side], "patent": PATENT[side]}


def _at_event(call: Callable[[World, str], Call]) -> Rule:
    return Rule(call, {OURS: WRITE_OURS, THEIRS: WRITE_THEIRS})


def _partaker(world: World, side: str, rest: str) -> str:
    return at(side, f"/participants/{world.campaign.university[side]}{rest}")


def _bodies(side: str) -> dict[str, str]:
    return {"enterprise": FIRM[side], "institution": UNIVERSITY[side]}


def _show(side: str, rest: str) -> str:
    return f"{_EVENTS}/{ROADSHOW[side]}/roadshow{rest}"


RULES: dict[str, Rule] = {
    "GET /office/events": anyone(lambda w, s: Call("GET", _EVENTS), OFFICE),
    "GET /office/events/-/new": anyone(lambda w, s: Call("GET", f"{_EVENTS}/-/new"), WRITE_OURS),
    "POST /office/events/-/new": Rule(
        lambda w, s: Call("POST", f"{_EVENTS}/-/new", form=_event(s)),
        {OURS: WRITE_OURS, THEIRS: WRITE_THEIRS},
    ),
    "GET /office/events/{slug}/edit": Rule(lambda w, s: Call("GET", at(s, "/edit")), _WRITE),
    "POST /office/events/{slug}/edit": _write("/edit", lambda w, s: _event(s)),
    "GET /office/events/{slug}": _read(""),
    "POST /office/events/{slug}/rules": _write("/rules", lambda w, s: _RULES),
    "GET /office/events/{slug}/work/{work_id}": Rule(
        lambda w, s: Call("GET", at(OURS, "/work/999999")), {OURS: frozenset()}, frozenset({OURS})
    ),
    "GET /office/events/{slug}/list/changes": _read("/list/changes"),
    "GET /office/events/{slug}/list/log": _read("/list/log"),
    "GET /office/events/{slug}/list/print": _read("/list/print"),
    "GET /office/events/{slug}/list.xlsx": _read("/list.xlsx"),
    "GET /office/events/{slug}/list/why-not": _read("/list/why-not"),
    "GET /office/events/{slug}/list/why-not/answer": Rule(
        lambda w, s: Call(
            "GET",
            at(s, "/list/why-not/answer"),
            params={"demand": DEMAND[s], "patent": PATENT[_OTHER[s]]},
        ),
        {OURS: READ_OURS, THEIRS: READ_THEIRS},
    ),
    "GET /office/events/{slug}/list/add": Rule(
        lambda w, s: Call("GET", at(s, "/list/add"), params={"demand_words": "轧辊"}), _WRITE
    ),
    "POST /office/events/{slug}/list/add": _write(
        "/list/add", lambda w, s: {"demand": DEMAND[s], "patent": PATENT[_OTHER[s]]}
    ),
    "POST /office/events/{slug}/list/make": _write("/list/make", lambda w, s: {"what": "generate"}),
    "POST /office/events/{slug}/list/act": _write(
        "/list/act", lambda w, s: {"act": "pin", "version": "2", **_pair(s)}
    ),
    "POST /office/events/{slug}/list/undo": _write("/list/undo", lambda w, s: {"act": "1"}),
    "POST /office/events/{slug}/list/correct": _write(
        "/list/correct", lambda w, s: {"reason": "更正"}
    ),
    "GET /office/events/{slug}/participants": _read("/participants"),
    "POST /office/events/{slug}/participants": _write("/participants", lambda w, s: {"top": "1"}),
    "POST /office/events/{slug}/participants/{participant_id}/answer": _at_event(
        lambda w, s: Call("POST", _partaker(w, s, "/answer"), form={"status": "confirmed"})
    ),
    "POST /office/events/{slug}/participants/{participant_id}/refusal": _at_event(
        lambda w, s: Call("POST", _partaker(w, s, "/refusal"), form={"reply": "名额已满"})
    ),
    "POST /office/events/{slug}/participants/{participant_id}/check-in": _at_event(
        lambda w, s: Call("POST", _partaker(w, s, "/check-in"))
    ),
    "GET /office/events/{slug}/directed": Rule(
        lambda w, s: Call("GET", at(s, "/directed")), _WRITE
    ),
    "POST /office/events/{slug}/directed": _write(
        "/directed",
        lambda w, s: {
            "demand": str(w.named[s]),
            "act": "name",
            "organisation": UNIVERSITY[_OTHER[s]],
        },
    ),
    "GET /office/events/{slug}/timetable": _read("/timetable"),
    "GET /office/events/{slug}/timetable/print": Rule(
        lambda w, s: Call("GET", at(s, "/timetable/print")),
        {OURS: READ_OURS, THEIRS: READ_THEIRS},
    ),
    "POST /office/events/{slug}/timetable/hall": _write("/timetable/hall", lambda w, s: _HALL),
    "POST /office/events/{slug}/timetable/make": _write("/timetable/make", lambda w, s: {}),
    "POST /office/events/{slug}/timetable/act": _write(
        "/timetable/act", lambda w, s: {"act": "move", "slot": "4", "table": "2", **_bodies(s)}
    ),
    "POST /office/events/{slug}/timetable/publish": _write(
        "/timetable/publish", lambda w, s: {"version": "1"}
    ),
    "GET /office/events/{slug}/outcomes": _read("/outcomes"),
    "POST /office/events/{slug}/outcomes": _write(
        "/outcomes", lambda w, s: {"result": "contact", **_bodies(s)}
    ),
    "GET /office/events/{slug}/roadshow": Rule(
        lambda w, s: Call("GET", _show(s, "")), {OURS: READ_OURS, THEIRS: READ_THEIRS}
    ),
    "POST /office/events/{slug}/roadshow/plan": _at_event(
        lambda w, s: Call("POST", _show(s, "/plan"), form=_PLAN)
    ),
    "POST /office/events/{slug}/roadshow/marks": _at_event(
        lambda w, s: Call(
            "POST",
            _show(s, "/marks"),
            form={"patent": PATENT[s], "reviewer": "李教授", "mark": "85"},
        )
    ),
    "POST /office/events/{slug}/roadshow/select": _at_event(
        lambda w, s: Call("POST", _show(s, "/select"))
    ),
}
