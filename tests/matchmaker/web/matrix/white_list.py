"""The white list: a city's organisers see and keep its firms, the province the batches."""

from collections.abc import Callable

from tests.matchmaker.web.matrix.rules import (
    OFFICE,
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

_AT, _PAGES = "/api/v1/ledger/white-list", "/office/white-list"


def _read(call: Callable[[World, str], Call]) -> Rule:
    return on_sides(call, ours=READ_OURS, theirs=READ_THEIRS)


def _write(call: Callable[[World, str], Call], answer: int | None = None) -> Rule:
    return on_sides(call, ours=WRITE_OURS, theirs=WRITE_THEIRS, answer=answer)


def _off(world: World, side: str) -> dict[str, str | int]:
    revision = world.ledger.listed_revision[side]
    return {"revision": revision, "day": "2024-03-01", "reason": "逾期"}


def _back(world: World, side: str) -> dict[str, str | int]:
    return {"revision": world.ledger.listed_revision[side], "reason": "已还清"}


def _batch(world: World) -> dict[str, str | int]:
    revision = world.ledger.batch_revision
    return {"revision": revision, "listed_on": "2024-03-02", "reason": "日期写错"}


def _form(said: dict[str, str | int]) -> dict[str, str]:
    return {name: str(value) for name, value in said.items()}


RULES: dict[str, Rule] = {
    "list_white_list": _read(lambda w, s: Call("GET", f"{_AT}?city={CITY[s]}")),
    "list_white_list_batches": anyone(lambda w, s: Call("GET", f"{_AT}/batches"), OFFICE),
    "export_white_list": _read(lambda w, s: Call("GET", f"{_AT}/export.xlsx?city={CITY[s]}")),
    "get_white_list_firm": _read(lambda w, s: Call("GET", f"{_AT}/{w.ledger.listed[s]}")),
    "take_off_white_list": _write(
        lambda w, s: Call("POST", f"{_AT}/{w.ledger.listed[s]}/take-off", _off(w, s))
    ),
    # It stands on the list.
    "put_back_white_list": _write(
        lambda w, s: Call("POST", f"{_AT}/{w.ledger.listed[s]}/put-back", _back(w, s)), answer=409
    ),
    "correct_white_list_batch": anyone(
        lambda w, s: Call("PUT", f"{_AT}/batches/{w.ledger.batch}", _batch(w)), WRITE_THEIRS
    ),
    "GET /office/white-list": _read(lambda w, s: Call("GET", f"{_PAGES}?city={CITY[s]}")),
    "GET /office/white-list.xlsx": _read(lambda w, s: Call("GET", f"{_PAGES}.xlsx?city={CITY[s]}")),
    "GET /office/white-list/sheet.xlsx": anyone(
        lambda w, s: Call("GET", f"{_PAGES}/sheet.xlsx"), OFFICE
    ),
    "GET /office/white-list/{entry_id}": _read(
        lambda w, s: Call("GET", f"{_PAGES}/{w.ledger.listed[s]}")
    ),
    "POST /office/white-list/{entry_id}/take-off": _write(
        lambda w, s: Call("POST", f"{_PAGES}/{w.ledger.listed[s]}/take-off", form=_form(_off(w, s)))
    ),
    "POST /office/white-list/{entry_id}/put-back": _write(
        lambda w, s: Call(
            "POST", f"{_PAGES}/{w.ledger.listed[s]}/put-back", form=_form(_back(w, s))
        )
    ),
    "POST /office/white-list/batches/{batch_id}": anyone(
        lambda w, s: Call("POST", f"{_PAGES}/batches/{w.ledger.batch}", form=_form(_batch(w))),
        WRITE_THEIRS,
    ),
}
