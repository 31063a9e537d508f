"""Roadshows, each with a selection of its own."""

from tests.matchmaker.web.matrix.rules import Call, Rule, for_readers, for_writers
from tests.matchmaker.web.matrix.world import PATENT, ROADSHOW


def _at(side: str, rest: str) -> str:
    return f"/api/v1/events/{ROADSHOW[side]}/roadshow{rest}"


RULES: dict[str, Rule] = {
    "get_roadshow_plan": for_readers(lambda w, s: Call("GET", _at(s, "/plan"))),
    "change_roadshow_plan": for_writers(lambda w, s: Call("PATCH", _at(s, "/plan"), {"size": 9})),
    "list_marks": for_readers(lambda w, s: Call("GET", _at(s, "/marks"))),
    "put_mark": for_writers(
        lambda w, s: Call(
            "PUT", _at(s, "/marks"), {"patent": PATENT[s], "reviewer": "李教授", "mark": 85}
        )
    ),
    "list_selections": for_readers(lambda w, s: Call("GET", _at(s, "/selections"))),
    "select_patents": for_writers(lambda w, s: Call("POST", _at(s, "/selections"), {}), 202),
    "get_selection": for_readers(lambda w, s: Call("GET", _at(s, "/selections/1"))),
    "export_selection": for_readers(
        lambda w, s: Call("GET", _at(s, "/selections/1/selection.xlsx"))
    ),
    "export_project_sheet": for_readers(
        lambda w, s: Call("GET", _at(s, "/selections/1/sheet.docx"), params={"place": "1"})
    ),
}
