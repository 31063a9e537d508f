"""Lists of firms of finance roadshows: version 1 is locked, version 2 a draft."""

from tests.matchmaker.web.matrix.rules import Call, Rule, for_readers, for_writers
from tests.matchmaker.web.matrix.world import CHAIN, FIRM

PAGES = "/office/events/{slug}/firms"


def _at(side: str, rest: str) -> str:
    return f"/api/v1/events/{CHAIN[side]}{rest}"


def page(side: str, rest: str = "") -> str:
    return f"/office/events/{CHAIN[side]}/firms{rest}"


RULES: dict[str, Rule] = {
    "list_firm_list_versions": for_readers(lambda w, s: Call("GET", _at(s, "/firm-lists"))),
    "generate_firm_list": for_writers(
        lambda w, s: Call("POST", _at(s, "/firm-lists"), {"most": 5}), 200
    ),
    "get_firm_list": for_readers(lambda w, s: Call("GET", _at(s, "/firm-lists/1"))),
    "compare_firm_lists": for_readers(lambda w, s: Call("GET", _at(s, "/firm-lists/2/changes"))),
    "export_firm_list": for_readers(lambda w, s: Call("GET", _at(s, "/firm-lists/2/firms.xlsx"))),
    "lock_firm_list": for_writers(
        lambda w, s: Call("POST", _at(s, "/firm-lists/lock"), {"version": 2}), 200
    ),
    # The draft in hand is no locked version, which only those hear who might correct one.
    "correct_firm_list": for_writers(
        lambda w, s: Call("POST", _at(s, "/firm-lists/corrections"), {"reason": "更正"}), 409
    ),
    "edit_firm_list": for_writers(
        lambda w, s: Call(
            "POST",
            _at(s, "/firm-list/edits"),
            {"act": "note", "firm": FIRM[s], "text": "已联系", "version": 2},
        )
    ),
    "list_firm_list_acts": for_readers(lambda w, s: Call("GET", _at(s, "/firm-list/log"))),
    "invite_listed_firms": for_writers(
        lambda w, s: Call("POST", _at(s, "/firm-list/invitations"), {})
    ),
    f"GET {PAGES}": for_readers(lambda w, s: Call("GET", page(s))),
    f"GET {PAGES}/changes": for_readers(lambda w, s: Call("GET", page(s, "/changes"))),
    f"GET {PAGES}/print": for_readers(lambda w, s: Call("GET", page(s, "/print"))),
    f"GET {PAGES}.xlsx": for_readers(lambda w, s: Call("GET", page(s, ".xlsx"))),
    f"POST {PAGES}/chain": for_writers(
        lambda w, s: Call("POST", page(s, "/chain"), form={"chain": "chips"})
    ),
    f"POST {PAGES}/make": for_writers(lambda w, s: Call("POST", page(s, "/make"))),
    f"POST {PAGES}/act": for_writers(
        lambda w, s: Call(
            "POST", page(s, "/act"), form={"act": "pin", "firm": FIRM[s], "version": "2"}
        )
    ),
    f"POST {PAGES}/lock": for_writers(
        lambda w, s: Call("POST", page(s, "/lock"), form={"version": "2"})
    ),
    f"POST {PAGES}/correct": for_writers(
        lambda w, s: Call("POST", page(s, "/correct"), form={"reason": "更正"})
    ),
    f"POST {PAGES}/invite": for_writers(lambda w, s: Call("POST", page(s, "/invite"), form={})),
}
