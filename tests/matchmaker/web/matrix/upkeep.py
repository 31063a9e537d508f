"""Index, runs over the whole stock, backups, words, industries, and what persons ask for."""

from tests.matchmaker.web.matrix.rules import (
    ADMIN,
    CITY,
    MEMBERS,
    PEOPLE,
    PROVINCE,
    Call,
    Rule,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.world import PATENT

KEEPERS = {ADMIN, PROVINCE}
# A program reads rules only where it has been given that.
RULE_READERS = PEOPLE
PAIR = {"term": "轧辊", "other": "辊轮"}

# Made from an edition that is not in force.
EDITION = {
    "follows": 77,
    "valid_from": "2024-05-01",
    "note": "试",
    "industries": [
        {"slug": "other", "name": "其他", "group": "other", "status": "confirmed"},
    ],
}

RULES: dict[str, Rule] = {
    "get_index": anyone(lambda w, s: Call("GET", "/api/v1/index"), KEEPERS),
    "build_index": anyone(lambda w, s: Call("POST", "/api/v1/index/builds", {}), KEEPERS, 202),
    "run_matching": anyone(lambda w, s: Call("POST", "/api/v1/match-runs", {}), KEEPERS, 202),
    "list_match_runs": anyone(lambda w, s: Call("GET", "/api/v1/match-runs"), KEEPERS),
    # There is none yet.
    "get_match_run": anyone(lambda w, s: Call("GET", "/api/v1/match-runs/77"), KEEPERS, 404),
    "take_backup": anyone(lambda w, s: Call("POST", "/api/v1/backups"), {ADMIN}, 202),
    "list_backups": anyone(lambda w, s: Call("GET", "/api/v1/backups"), {ADMIN}),
    "list_words": anyone(lambda w, s: Call("GET", "/api/v1/words"), RULE_READERS),
    "find_words": anyone(
        lambda w, s: Call("GET", "/api/v1/words/found", params={"text": "轧辊"}), RULE_READERS
    ),
    "set_words": anyone(lambda w, s: Call("POST", "/api/v1/words", PAIR), KEEPERS),
    "decide_words": anyone(
        lambda w, s: Call("POST", "/api/v1/words/decisions", {"ids": [77], "status": "accepted"}),
        KEEPERS,
        404,
    ),
    "list_industries": anyone(lambda w, s: Call("GET", "/api/v1/industries"), RULE_READERS),
    "get_industry_model": anyone(
        lambda w, s: Call("GET", "/api/v1/industries/model"), RULE_READERS, 404
    ),
    "list_industry_corrections": anyone(
        lambda w, s: Call("GET", "/api/v1/industries/corrections"), KEEPERS
    ),
    "correct_industry": on_sides(
        lambda w, s: Call(
            "POST", "/api/v1/industries/corrections", {"patent": PATENT[s], "industry": "other"}
        ),
        ours=KEEPERS,
        theirs=KEEPERS,
    ),
    "list_industry_editions": anyone(
        lambda w, s: Call("GET", "/api/v1/industries/editions"), RULE_READERS
    ),
    # There is none yet.
    "get_industry_edition": anyone(
        lambda w, s: Call("GET", "/api/v1/industries/editions/77"), RULE_READERS, 404
    ),
    "add_industry_edition": anyone(
        lambda w, s: Call("POST", "/api/v1/industries/editions", EDITION), KEEPERS, 409
    ),
    "sort_by_industries": anyone(
        lambda w, s: Call("POST", "/api/v1/industries/sorting"), KEEPERS, 202
    ),
    "ask_about_own_data": anyone(
        lambda w, s: Call("POST", "/api/v1/me/privacy-requests", {"kind": "access"}), MEMBERS, 201
    ),
    "list_own_privacy_requests": anyone(
        lambda w, s: Call("GET", "/api/v1/me/privacy-requests"), PEOPLE
    ),
    "list_privacy_requests": anyone(
        lambda w, s: Call("GET", "/api/v1/privacy-requests"), {PROVINCE, CITY}
    ),
    "answer_privacy_request": on_sides(
        lambda w, s: Call(
            "POST", f"/api/v1/privacy-requests/{w.privacy_request[s]}/answer", {"text": "已办"}
        ),
        ours={PROVINCE, CITY},
        theirs={PROVINCE},
    ),
    "erase_personal_data": on_sides(
        lambda w, s: Call(
            "POST", f"/api/v1/privacy-requests/{w.privacy_request[s]}/erasure", {"everybody": True}
        ),
        ours={PROVINCE, CITY},
        theirs={PROVINCE},
    ),
}
