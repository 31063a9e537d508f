"""Files to be loaded: sent by those who may import, seen by those whose they are."""

from tests.matchmaker.web.matrix.rules import (
    CITY,
    FIRM,
    INSTITUTION,
    PROVINCE,
    UNIVERSITY,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import SHEET, World

IMPORTERS = {PROVINCE, CITY, FIRM, *INSTITUTION}
# Those of our university and its city.
OURS = {PROVINCE, CITY, *INSTITUTION}


def at(world: World, side: str, rest: str = "") -> str:
    return f"/api/v1/imports/{world.upload[side]}{rest}"


RULES: dict[str, Rule] = {
    "upload_import": anyone(
        lambda w, s: Call(
            "POST",
            "/api/v1/imports",
            form={"kind": "patents"},
            files={"file": ("专利.csv", SHEET.encode())},
        ),
        IMPORTERS,
    ),
    "list_imports": anyone(lambda w, s: Call("GET", "/api/v1/imports"), IMPORTERS),
    "get_import": on_sides(lambda w, s: Call("GET", at(w, s)), ours=OURS, theirs={PROVINCE}),
    "preview_import": on_sides(
        lambda w, s: Call("GET", at(w, s, "/preview")), ours=OURS, theirs={PROVINCE}
    ),
    "try_import": on_sides(
        lambda w, s: Call("POST", at(w, s, "/preview")), ours=OURS, theirs={PROVINCE}, answer=202
    ),
    # What members and reviewers of departments send is looked through by their university.
    "confirm_import": on_sides(
        lambda w, s: Call("POST", at(w, s, "/confirm")),
        ours={PROVINCE, CITY, UNIVERSITY},
        theirs={PROVINCE},
        answer=202,
    ),
    # Not loaded yet, they have none.
    "get_refused_rows": on_sides(
        lambda w, s: Call("GET", at(w, s, "/refused.xlsx")),
        ours=OURS,
        theirs={PROVINCE},
        answer=404,
    ),
    "remove_import": on_sides(
        lambda w, s: Call("DELETE", f"/api/v1/imports/{w.removable[s]}"),
        ours=OURS,
        theirs={PROVINCE},
    ),
}
