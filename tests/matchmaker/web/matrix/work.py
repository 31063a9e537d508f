"""Background work: ours is a city organiser's, theirs somebody else's."""

from tests.matchmaker.web.matrix.rules import (
    ADMIN,
    AUDITOR,
    CITY,
    PEOPLE,
    PROVINCE,
    Call,
    Rule,
    Who,
    anyone,
)
from tests.matchmaker.web.matrix.world import OURS, THEIRS

OVERSIGHT = frozenset({ADMIN, PROVINCE, AUDITOR})


def on_work(method: str, path: str, ours: Who, theirs: Who) -> Rule:
    """Return the rule of an operation on one piece, of which others are told that there is none."""
    return Rule(
        lambda w, s: Call(method, f"/api/v1/work/{w.work[s]}{path}"),
        {OURS: ours, THEIRS: theirs},
        unseen=frozenset({OURS, THEIRS}),
    )


RULES: dict[str, Rule] = {
    "list_work": anyone(lambda w, s: Call("GET", "/api/v1/work"), PEOPLE),
    "get_work": on_work("GET", "", ours=OVERSIGHT | {CITY}, theirs=OVERSIGHT),
    "follow_work": on_work("GET", "/events", ours=OVERSIGHT | {CITY}, theirs=OVERSIGHT),
    "cancel_work": on_work("DELETE", "", ours={ADMIN, PROVINCE, CITY}, theirs={ADMIN, PROVINCE}),
}
