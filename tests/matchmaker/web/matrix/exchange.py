"""Sheets for other platforms and dumps: offices export what is theirs, the province all of it."""

from tests.matchmaker.web.matrix.rules import CITY as ORGANISER
from tests.matchmaker.web.matrix.rules import PROVINCE, Call, Rule, anyone, on_sides
from tests.matchmaker.web.matrix.world import CITY

_API, _PAGES = "/api/v1/exchange", "/office/exchange"
_OFFICES = {PROVINCE, ORGANISER}
_FILE = {"file": ("a.toml", b"name = 1", "")}

RULES: dict[str, Rule] = {
    "list_platforms": anyone(lambda w, s: Call("GET", f"{_API}/platforms"), _OFFICES),
    "get_platform": anyone(lambda w, s: Call("GET", f"{_API}/platforms/wuhan"), _OFFICES),
    "export_exchange_sheet": on_sides(
        lambda w, s: Call(
            "POST",
            f"{_API}/sheets",
            {"platform": "wuhan", "sheet": "patents", "city": CITY[s]},
        ),
        ours=_OFFICES,
        theirs={PROVINCE},
        answer=202,
    ),
    "make_dump": anyone(lambda w, s: Call("POST", f"{_API}/dumps"), {PROVINCE}, 202),
    # There is none yet.
    "get_exchange_file": anyone(lambda w, s: Call("GET", f"{_API}/files/77"), _OFFICES, 404),
    "GET /office/exchange": anyone(lambda w, s: Call("GET", _PAGES), _OFFICES),
    "POST /office/exchange/sheets": on_sides(
        lambda w, s: Call(
            "POST",
            f"{_PAGES}/sheets",
            form={"platform": "wuhan", "sheet": "demands", "city": CITY[s]},
        ),
        ours=_OFFICES,
        theirs={PROVINCE},
    ),
    "POST /office/exchange/dumps": anyone(lambda w, s: Call("POST", f"{_PAGES}/dumps"), {PROVINCE}),
    "GET /office/exchange/files/{work_id}": anyone(
        lambda w, s: Call("GET", f"{_PAGES}/files/77"), _OFFICES, 404
    ),
    "GET /office/exchange/platforms/{slug}": anyone(
        lambda w, s: Call("GET", f"{_PAGES}/platforms/wuhan"), _OFFICES
    ),
    "GET /office/exchange/platforms/{slug}/description.toml": anyone(
        lambda w, s: Call("GET", f"{_PAGES}/platforms/wuhan/description.toml"), _OFFICES
    ),
    "GET /office/exchange/platforms/{slug}/bundled.toml": anyone(
        lambda w, s: Call("GET", f"{_PAGES}/platforms/wuhan/bundled.toml"), _OFFICES
    ),
    "POST /office/exchange/descriptions/{slug}": anyone(
        lambda w, s: Call("POST", f"{_PAGES}/descriptions/wuhan", files=_FILE), {PROVINCE}
    ),
    "POST /office/exchange/platforms/{slug}/restore": anyone(
        lambda w, s: Call("POST", f"{_PAGES}/platforms/wuhan/restore"), {PROVINCE}
    ),
}
