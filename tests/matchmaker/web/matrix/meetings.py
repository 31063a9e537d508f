"""Who takes part in the events, the timetables of their meetings, and what came of these."""

from tests.matchmaker.web.matrix.lists import at
from tests.matchmaker.web.matrix.rules import (
    CITY,
    FIRM,
    INSTITUTION,
    MEMBERS,
    PROVINCE,
    READ_THEIRS,
    WRITE_OURS,
    WRITE_THEIRS,
    Call,
    Rule,
    anyone,
    for_partakers,
    for_readers,
    for_writers,
    on_sides,
)
from tests.matchmaker.web.matrix.world import FIRM as FIRMS
from tests.matchmaker.web.matrix.world import OURS, THEIRS, UNIVERSITY, World

_HALL = {
    "starts_at": "09:00",
    "minutes_per_slot": 20,
    "pause_minutes": 5,
    "slot_count": 4,
    "tables": ["A区", "B区"],
    "most_meetings": 3,
}
# What concerns our firm alone is a side of its own.
OUR_FIRM = "our firm"


def _partaker(world: World, side: str, rest: str) -> str:
    """The address of the university at the event of a side, or of our firm."""
    if side == OUR_FIRM:
        return at(OURS, f"/participants/{world.campaign.firm[OURS]}{rest}")
    return at(side, f"/participants/{world.campaign.university[side]}{rest}")


def _bodies(side: str) -> dict[str, str]:
    return {"enterprise": FIRMS[side], "institution": UNIVERSITY[side]}


_OF_PARTAKERS = {
    OURS: WRITE_OURS | INSTITUTION,
    THEIRS: WRITE_THEIRS,
    OUR_FIRM: WRITE_OURS | {FIRM},
}

RULES: dict[str, Rule] = {
    "list_participants": for_partakers(lambda w, s: Call("GET", at(s, "/participants"))),
    "list_invitees": for_readers(lambda w, s: Call("GET", at(s, "/invitees"))),
    "export_invitees": for_readers(lambda w, s: Call("GET", at(s, "/invitees.xlsx"))),
    "invite_from_list": for_writers(lambda w, s: Call("POST", at(s, "/invitations"), {"top": 1})),
    "invite_organisation": for_writers(
        lambda w, s: Call(
            "POST", at(s, "/participants"), {"organisation": FIRMS[s], "side": "institution"}
        )
    ),
    "answer_invitation": Rule(
        lambda w, s: Call(
            "POST", _partaker(w, s, "/answer"), {"status": "confirmed", "absent": [1]}
        ),
        _OF_PARTAKERS,
    ),
    # Our organisations are invited to our event already.
    "register_for_event": anyone(
        lambda w, s: Call("POST", at(THEIRS, "/registrations"), {"least": 1}), MEMBERS
    ),
    # It was invited and has nothing that could be refused: whoever may is told so.
    "refuse_registration": Rule(
        lambda w, s: Call("POST", _partaker(w, s, "/refusal"), {"reply": "名额已满"}),
        {OURS: WRITE_OURS, THEIRS: WRITE_THEIRS},
        answer=409,
    ),
    "check_participant_in": for_writers(lambda w, s: Call("POST", _partaker(w, s, "/check-in"))),
    "list_wishes": for_partakers(lambda w, s: Call("GET", at(s, "/wishes"))),
    "put_wish": Rule(
        lambda w, s: Call(
            "PUT",
            _partaker(w, s, "/wishes"),
            {"other": UNIVERSITY[OURS] if s == OUR_FIRM else FIRMS[s], "wants": "want"},
        ),
        _OF_PARTAKERS,
    ),
    "delete_wish": on_sides(
        lambda w, s: Call("DELETE", at(s, f"/wishes/{w.campaign.wish[s]}")),
        ours={PROVINCE, CITY, FIRM},
        theirs={PROVINCE},
    ),
    "get_hall": for_partakers(lambda w, s: Call("GET", at(s, "/hall"))),
    "put_hall": for_writers(lambda w, s: Call("PUT", at(s, "/hall"), _HALL)),
    "list_timetables": for_readers(lambda w, s: Call("GET", at(s, "/timetables"))),
    "plan_timetable": for_writers(lambda w, s: Call("POST", at(s, "/timetables"), {}), 202),
    "get_timetable": for_readers(lambda w, s: Call("GET", at(s, "/timetables/1"))),
    "compare_timetables": for_readers(
        lambda w, s: Call("GET", at(s, "/timetables/1/changes"), params={"since": "1"})
    ),
    "list_unplaced": for_readers(lambda w, s: Call("GET", at(s, "/timetables/1/unplaced"))),
    "publish_timetable": for_writers(lambda w, s: Call("POST", at(s, "/timetables/1/publish"))),
    "move_meeting": for_writers(
        lambda w, s: Call("POST", at(s, "/timetable/moves"), {**_bodies(s), "slot": 4, "table": 2})
    ),
    "fix_meeting": for_writers(lambda w, s: Call("POST", at(s, "/timetable/fixed"), _bodies(s))),
    "cancel_meeting": for_writers(
        lambda w, s: Call("POST", at(s, "/timetable/cancellations"), _bodies(s))
    ),
    "export_timetable": for_readers(
        lambda w, s: Call("GET", at(s, "/timetables/1/timetable.xlsx"))
    ),
    "export_calendar": for_readers(lambda w, s: Call("GET", at(s, "/timetables/1/timetable.ics"))),
    # Each card is the key to a check-in page.
    "export_name_cards": for_writers(
        lambda w, s: Call("GET", at(s, "/timetables/1/name-cards.html"))
    ),
    "get_own_timetable": for_partakers(lambda w, s: Call("GET", at(s, "/timetable/own"))),
    "export_own_calendar": Rule(
        lambda w, s: Call(
            "GET",
            at(s, "/timetable/own.ics"),
            params={"organisation_id": str(w.organisation[s]), "side": "institution"},
        ),
        {OURS: INSTITUTION, THEIRS: frozenset()},
        frozenset({OURS, THEIRS}),
    ),
    "list_outcomes": for_partakers(lambda w, s: Call("GET", at(s, "/outcomes"))),
    "record_outcome": for_writers(
        lambda w, s: Call("POST", at(s, "/outcomes"), {**_bodies(s), "result": "contact"})
    ),
    "export_judgements": anyone(
        lambda w, s: Call("GET", "/api/v1/outcomes/judgements/pairs"), READ_THEIRS
    ),
}
