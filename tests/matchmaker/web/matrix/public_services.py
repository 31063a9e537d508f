"""Policies and courses: read by everybody, kept by the office, joined by people."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.matchmaker.web.matrix.rules import (
    EVERYBODY,
    OFFICE,
    PEOPLE,
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

_POLICIES, _COURSES = "/api/v1/policies", "/api/v1/courses"
_SERVICES, _CATALOGUE = "/api/v1/services", "/office/services"
_LIBRARY, _TRAINING = "/office/policies", "/office/courses"
_PDF = b"%PDF-1.7\n"
_SITTING = "2024-06-18 09:00-11:30"


def _write(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=WRITE_OURS, theirs=WRITE_THEIRS)


def _policy(side: str) -> dict[str, Any]:
    return {
        "title": "又一份办法",
        "issuer": "市局",
        "level": "city",
        "city": CITY[side],
        "issued_on": "2024-03-01",
    }


def _course(side: str) -> dict[str, Any]:
    return {
        "kind": "firms",
        "title": "又一班",
        "city": CITY[side],
        "place": "二楼",
        "sittings": [_SITTING],
    }


def _offer(side: str) -> dict[str, Any]:
    return {"kind": "评估", "title": "又一项", "provider_name": "乙", "city": CITY[side]}


def _offer_change(world: World, side: str) -> dict[str, Any]:
    return {"revision": world.services.offer_revision[side], "reason": "调价"}


def _policy_change(world: World, side: str) -> dict[str, Any]:
    return {"revision": world.services.policy_revision[side], "reason": "笔误"}


def _course_change(world: World, side: str) -> dict[str, Any]:
    return {"revision": world.services.course_revision[side], "reason": "调整"}


_CODES = {"ours": "420100", "theirs": "420300"}


def _typed(said: Mapping[str, Any], side: str) -> dict[str, str]:
    """The same as a form sends it."""
    told = {**said, "city": _CODES[side]} if "city" in said else said
    return {
        name: "\n".join(value) if isinstance(value, list) else str(value)
        for name, value in told.items()
    }


def _form(path: str, said: Callable[[World, str], Mapping[str, Any]]) -> Callable[..., Call]:
    return lambda w, s: Call("POST", _at(path, w, s), form=_typed(said(w, s), s))


def _at(path: str, world: World, side: str) -> str:
    found = world.services
    return path.format(
        policy=found.policy[side],
        file=found.file[side],
        course=found.course[side],
        begun=found.begun[side],
        sitting=found.sitting[side],
        offer=found.offer[side],
    )


def _get(path: str) -> Callable[[World, str], Call]:
    return lambda w, s: Call("GET", _at(path, w, s))


def _post(path: str, **said: Any) -> Callable[[World, str], Call]:
    return lambda w, s: Call("POST", _at(path, w, s), **said)


def _read(path: str) -> Rule:
    return on_sides(_get(path), ours=EVERYBODY, theirs=EVERYBODY)


RULES: dict[str, Rule] = {
    "list_services": anyone(lambda w, s: Call("GET", _SERVICES), EVERYBODY),
    "get_service": _read(f"{_SERVICES}/{{offer}}"),
    "enter_service": _write(lambda w, s: Call("POST", _SERVICES, _offer(s))),
    "correct_service": _write(
        lambda w, s: Call(
            "PUT", _at(f"{_SERVICES}/{{offer}}", w, s), _offer(s) | _offer_change(w, s)
        )
    ),
    "void_service": _write(
        lambda w, s: Call("POST", _at(f"{_SERVICES}/{{offer}}/void", w, s), _offer_change(w, s))
    ),
    "GET /services": anyone(lambda w, s: Call("GET", "/services"), EVERYBODY),
    "GET /services/{offer_id}": _read("/services/{offer}"),
    "GET /office/services": anyone(lambda w, s: Call("GET", _CATALOGUE), OFFICE),
    "GET /office/services/-/new": anyone(
        lambda w, s: Call("GET", f"{_CATALOGUE}/-/new"), WRITE_OURS
    ),
    "POST /office/services/-/new": anyone(
        lambda w, s: Call("POST", f"{_CATALOGUE}/-/new", form=_typed(_offer("ours"), "ours")),
        WRITE_OURS,
    ),
    "GET /office/services/{offer_id}": on_sides(
        _get(f"{_CATALOGUE}/{{offer}}"), ours=OFFICE, theirs=OFFICE
    ),
    "POST /office/services/{offer_id}": _write(
        _form(f"{_CATALOGUE}/{{offer}}", lambda w, s: _offer(s) | _offer_change(w, s))
    ),
    "POST /office/services/{offer_id}/void": _write(
        _form(f"{_CATALOGUE}/{{offer}}/void", _offer_change)
    ),
    "list_policies": anyone(lambda w, s: Call("GET", _POLICIES), EVERYBODY),
    "get_policy": _read(f"{_POLICIES}/{{policy}}"),
    "record_policy": _write(lambda w, s: Call("POST", _POLICIES, _policy(s))),
    "correct_policy": _write(
        lambda w, s: Call(
            "PUT", _at(f"{_POLICIES}/{{policy}}", w, s), _policy(s) | _policy_change(w, s)
        )
    ),
    "void_policy": _write(
        lambda w, s: Call("POST", _at(f"{_POLICIES}/{{policy}}/void", w, s), _policy_change(w, s))
    ),
    "GET /policies": anyone(lambda w, s: Call("GET", "/policies?words=奖补"), EVERYBODY),
    "GET /policies/{policy_id}": _read("/policies/{policy}"),
    "GET /policies/{policy_id}/files/{file_id}": _read("/policies/{policy}/files/{file}"),
    "GET /office/policies": anyone(lambda w, s: Call("GET", _LIBRARY), OFFICE),
    "GET /office/policies/-/new": anyone(lambda w, s: Call("GET", f"{_LIBRARY}/-/new"), WRITE_OURS),
    # Whoever writes for a city enters its policies, whatever city the form names.
    "POST /office/policies/-/new": anyone(
        lambda w, s: Call("POST", f"{_LIBRARY}/-/new", form=_typed(_policy("ours"), "ours")),
        WRITE_OURS,
    ),
    "GET /office/policies/{policy_id}": on_sides(
        _get(f"{_LIBRARY}/{{policy}}"), ours=OFFICE, theirs=OFFICE
    ),
    "POST /office/policies/{policy_id}": _write(
        _form(f"{_LIBRARY}/{{policy}}", lambda w, s: _policy(s) | _policy_change(w, s))
    ),
    "POST /office/policies/{policy_id}/void": _write(
        _form(f"{_LIBRARY}/{{policy}}/void", _policy_change)
    ),
    "POST /office/policies/{policy_id}/files": _write(
        _post(f"{_LIBRARY}/{{policy}}/files", files={"file": ("b.pdf", _PDF)})
    ),
    "POST /office/policies/{policy_id}/files/{file_id}/remove": _write(
        _post(f"{_LIBRARY}/{{policy}}/files/{{file}}/remove")
    ),
    "POST /office/policies/{policy_id}/files/{file_id}/restore": _write(
        _post(f"{_LIBRARY}/{{policy}}/files/{{file}}/restore")
    ),
    "list_courses": anyone(lambda w, s: Call("GET", _COURSES), EVERYBODY),
    "get_course": _read(f"{_COURSES}/{{course}}"),
    "announce_course": _write(lambda w, s: Call("POST", _COURSES, _course(s))),
    "correct_course": _write(
        lambda w, s: Call(
            "PUT", _at(f"{_COURSES}/{{course}}", w, s), _course(s) | _course_change(w, s)
        )
    ),
    "void_course": _write(
        lambda w, s: Call("POST", _at(f"{_COURSES}/{{course}}/void", w, s), _course_change(w, s))
    ),
    "join_course": on_sides(_post(f"{_COURSES}/{{course}}/join"), ours=PEOPLE, theirs=PEOPLE),
    # Nobody has a place, which only those hear who might give it up.
    "leave_course": on_sides(
        _post(f"{_COURSES}/{{course}}/leave"), ours=PEOPLE, theirs=PEOPLE, answer=404
    ),
    "list_course_seats": on_sides(
        _get(f"{_COURSES}/{{course}}/seats"), ours=READ_OURS, theirs=READ_THEIRS
    ),
    "mark_course_attendance": _write(
        lambda w, s: Call(
            "PUT", _at(f"{_COURSES}/{{begun}}/attendance/{{sitting}}", w, s), {"present": []}
        )
    ),
    "GET /courses": anyone(lambda w, s: Call("GET", "/courses"), EVERYBODY),
    "GET /courses/{course_id}": _read("/courses/{course}"),
    "POST /courses/{course_id}/join": on_sides(
        _post("/courses/{course}/join"), ours=PEOPLE, theirs=PEOPLE
    ),
    "POST /courses/{course_id}/leave": on_sides(
        _post("/courses/{course}/leave"), ours=PEOPLE, theirs=PEOPLE
    ),
    "GET /office/courses": anyone(lambda w, s: Call("GET", _TRAINING), OFFICE),
    "GET /office/courses/-/new": anyone(lambda w, s: Call("GET", f"{_TRAINING}/-/new"), WRITE_OURS),
    "POST /office/courses/-/new": anyone(
        lambda w, s: Call("POST", f"{_TRAINING}/-/new", form=_typed(_course("ours"), "ours")),
        WRITE_OURS,
    ),
    "GET /office/courses/{course_id}": on_sides(
        _get(f"{_TRAINING}/{{course}}"), ours=READ_OURS, theirs=READ_THEIRS
    ),
    "POST /office/courses/{course_id}": _write(
        _form(f"{_TRAINING}/{{course}}", lambda w, s: _course(s) | _course_change(w, s))
    ),
    "POST /office/courses/{course_id}/void": _write(
        _form(f"{_TRAINING}/{{course}}/void", _course_change)
    ),
    "POST /office/courses/{course_id}/attendance/{sitting_id}": _write(
        _post(f"{_TRAINING}/{{begun}}/attendance/{{sitting}}", form={"everybody": "yes"})
    ),
    "GET /office/courses/{course_id}/sheet": _write(_get(f"{_TRAINING}/{{course}}/sheet")),
    "GET /office/courses/{course_id}/certificates.xlsx": _write(
        _get(f"{_TRAINING}/{{course}}/certificates.xlsx")
    ),
}
