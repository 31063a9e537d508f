"""Organisations, which everybody reads, and their records, which the province keeps."""

from tests.matchmaker.web.matrix.rules import PEOPLE, PROVINCE, Call, Rule, anyone, on_sides
from tests.matchmaker.web.matrix.world import World

API = "/api/v1"
KEEPER = frozenset({PROVINCE})


def _merge(world: World, side: str) -> Call:
    bodies = {"kept_id": world.firm["ours"], "merged_id": world.firm["theirs"]}
    return Call("POST", f"{API}/organisation-merges", {**bodies, "reason": "同一单位"})


RULES: dict[str, Rule] = {
    # The program of the world was given no leave to read organisations.
    "list_organisations": anyone(lambda w, s: Call("GET", f"{API}/organisations"), PEOPLE),
    "get_organisation": on_sides(
        lambda w, s: Call("GET", f"{API}/organisations/{w.organisation[s]}"),
        ours=PEOPLE,
        theirs=PEOPLE,
    ),
    "list_organisation_reviews": anyone(
        lambda w, s: Call("GET", f"{API}/organisation-reviews"), KEEPER
    ),
    "decide_organisation_review": anyone(
        lambda w, s: Call(
            "POST",
            f"{API}/organisation-reviews/{w.doubtful}/decision",
            {"answer": "different"},
        ),
        KEEPER,
    ),
    "list_organisation_merges": anyone(
        lambda w, s: Call("GET", f"{API}/organisation-merges"), KEEPER
    ),
    "merge_organisations": anyone(_merge, KEEPER, answer=201),
    "undo_organisation_merge": anyone(
        lambda w, s: Call("POST", f"{API}/organisation-merges/{w.merge}/undo"), KEEPER
    ),
}
