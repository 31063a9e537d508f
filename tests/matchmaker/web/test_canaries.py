"""No answer to a GET, and no line of the log, holds what whoever asks may not see."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, product
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.access.grants import SCOPES
from matchmaker.services.accounts.registry import Position
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.demand import Demand
from models.organisation import Organisation
from models.session import make_session
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.canaries import (
    CONTACTS,
    LEVELS,
    RECIPIENT,
    What,
    canaries,
    canary,
    demand_number,
    firm_name,
    found_in,
    make_world,
    patent_number,
)
from tests.matchmaker.web.people import bearer, leave, sign_in

RELEASED = frozenset({Confidentiality.PUBLIC, Confidentiality.RESTRICTED})
NAMED = RELEASED | {Confidentiality.NAMED}
OTHERS = "武汉科技大学"
FIRM = Confidentiality.HIDDEN
OF_UNIVERSITY = (Role.INSTITUTION_MEMBER, Role.DEPARTMENT_REVIEWER, Role.UNIVERSITY_REVIEWER)
# Role, organisation and the levels of which it may read all but contacts.
WHO: dict[str, tuple[Role | None, str, frozenset[Confidentiality]]] = {
    "guest": (None, "", frozenset({Confidentiality.PUBLIC})),
    "program": (None, "", RELEASED),
    "admin": (Role.PROVINCIAL_ADMIN, "", RELEASED),
    "auditor": (Role.AUDITOR, "", RELEASED),
    "organiser": (Role.PROVINCIAL_ORGANISER, "", NAMED),
    "city": (Role.CITY_ORGANISER, "", NAMED),
    **{f"{role.value} meant": (role, RECIPIENT, NAMED) for role in OF_UNIVERSITY},
    **{f"{role.value} other": (role, OTHERS, RELEASED) for role in OF_UNIVERSITY},
    "firm hidden": (Role.ENTERPRISE_MEMBER, firm_name(FIRM), RELEASED | {FIRM}),
    "firm public": (Role.ENTERPRISE_MEMBER, firm_name(Confidentiality.PUBLIC), RELEASED),
}
VERSIONS = ["1"]
ALL_CONTACTS = frozenset(canary(level, what) for level in LEVELS for what in CONTACTS)


@dataclass(frozen=True)
class Planted:
    """A server over the canaries, and what its addresses are filled with, by parameter."""

    client: TestClient
    engine: Engine
    bodies: dict[str, int]
    filled: dict[str, list[str]]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    folder = tmp_path_factory.mktemp("canaries")
    settings = make_world(folder, f"sqlite:///{folder / 'canaries.db'}")
    # Time goes on, so that nobody asks too often.
    ticks = count()
    app = create_app(settings, lambda: NOW + timedelta(seconds=next(ticks)))
    with TestClient(app, follow_redirects=False) as client:
        engine: Engine = app.state.engine
        with make_session(engine) as session:
            demands = session.exec(select(Demand.id)).all()
            bodies = dict(session.exec(select(Organisation.name, Organisation.id)).all())
        known = {name: number or 0 for name, number in bodies.items()}
        firms = [str(known[firm_name(level)]) for level in LEVELS]
        filled = {
            "demand_id": [str(one) for one in demands],
            "number": [patent_number()],
            "slug": ["docking", "show"],
            "organisation_id": firms,
            "demand": [demand_number(level) for level in LEVELS],
            "patent": [patent_number()],
        }
        yield Planted(client, engine, known, filled)


def headers_of(planted: Planted, who: str) -> dict[str, str]:
    """Let the client act as somebody; return what its requests have to carry."""
    role, body, _ = WHO[who]
    leave(planted.client)
    if role is not None:
        city = "武汉" if role is Role.CITY_ORGANISER else ""
        department = "机械学院" if role is Role.DEPARTMENT_REVIEWER else ""
        organisation = planted.bodies[body] if body else None
        sign_in(planted.client, planted.engine, Position(role, organisation, city, department))
    return bearer(planted.engine, *sorted(SCOPES)) if who == "program" else {}


def addresses(planted: Planted) -> Iterator[tuple[str, dict[str, str]]]:
    """Every way to ask every GET operation about what there is."""
    app = planted.client.app
    assert isinstance(app, FastAPI)
    for path, operations in app.openapi()["paths"].items():
        if "get" not in operations:
            continue
        parameters: list[dict[str, Any]] = operations["get"].get("parameters", [])
        asked = [
            one
            for one in parameters
            if one["in"] == "path" or one["name"] in ("demand", "patent") or one.get("required")
        ]
        choices = [planted.filled.get(one["name"], VERSIONS) for one in asked]
        for chosen in product(*choices):
            values = {one["name"]: value for one, value in zip(asked, chosen, strict=True)}
            rest = {o["name"]: values[o["name"]] for o in asked if o["in"] == "query"}
            yield path.format(**values), rest


@pytest.mark.parametrize("who", WHO)
def test_no_answer_and_no_log_line_holds_what_may_not_be_seen(
    planted: Planted, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = headers_of(planted, who)
    seen = WHO[who][2]
    # What is shared stands in the patents, too.
    unseen = canaries(set(LEVELS) - seen, but=[What.SHARED]) | ALL_CONTACTS
    answers = {}
    for path, params in addresses(planted):
        answer = planted.client.get(path, params=params, headers=headers)
        answers[path, str(params)] = answer.status_code
        assert (path, found_in(answer.content, unseen)) == (path, [])
        assert (path, found_in(str(answer.headers), unseen)) == (path, [])
    assert 200 in answers.values()
    assert {one for one in answers.items() if one[1] in (429, 500, 503, 504)} == set()
    assert found_in(caplog.text, canaries(but=[What.SHARED])) == []


def test_canaries_are_found_by_those_who_may_see_them(planted: Planted) -> None:
    headers_of(planted, "organiser")
    told = planted.client.get("/api/v1/demands").text
    titles = {level: canary(level, What.TITLE) for level in LEVELS}
    assert found_in(told, titles.values()) == sorted(titles[level] for level in NAMED)


@pytest.mark.parametrize("who", ["organiser", "firm public"])
def test_what_is_asked_for_stands_in_no_log_line(
    planted: Planted, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    headers_of(planted, who)
    why = {"purpose": "docking", "text": "约定时间"}
    for demand_id in planted.filled["demand_id"]:
        planted.client.post(f"/api/v1/demands/{demand_id}/contact", json=why)
        planted.client.post(f"/api/v1/demands/{demand_id}/text", json=why)
    assert found_in(caplog.text, canaries(but=[What.SHARED])) == []
