"""Steps of a list's calendar that look at it before they change it: recheck, and lock."""

from dataclasses import replace

from sqlmodel import Session

from matchmaker.services.candidate_lists import GeneratedList, generate_list
from matchmaker.services.list_bounds import in_stock, make_bounds, pair_gates
from matchmaker.services.list_edits import get_draft
from matchmaker.services.list_hands import Author, load_hands, write_act
from matchmaker.services.list_lock import lock_list
from matchmaker.services.list_options import ListOptions
from matchmaker.services.list_refusals import load_refusals
from matchmaker.services.stocked_index import StockedIndex
from models.candidate_list import CandidateList
from models.enums import ListAct
from models.event import Event
from models.queries import candidate_lists as list_queries

ALL_WELL = "全部仍符合推介条件"


def recheck_list(
    session: Session,
    stocked: StockedIndex,
    event: Event,
    options: ListOptions,
    author: Author,
) -> GeneratedList:
    """Look whether all that is listed may still be; where not, make a version without it.

    What stays keeps its seat, and free seats are filled: those who were told are not told anew.
    What a person wants listed stays and is named in the notices. Raises NotFound where there is no
    list, Conflict where it is locked.
    """
    latest = get_draft(session, event)
    listed = list_queries.listed_pairs(session, latest)
    hands = load_hands(session, event)
    ours = [key for key in listed if key not in hands or not hands[key].wanted]
    there = [key for key in ours if in_stock(stocked, key)]
    barred = pair_gates(stocked, there, make_bounds(session, event, options))
    settled = load_refusals(session, event).settled
    if not barred and len(there) == len(ours) and settled.keys().isdisjoint(ours):
        write_act(session, event, latest.version, ListAct.RECHECK, author, ALL_WELL)
        return GeneratedList(latest, made=False, entries=len(listed))
    return generate_list(session, stocked, event, replace(options, hold=True), author)


def recheck_and_lock(
    session: Session,
    stocked: StockedIndex,
    event: Event,
    options: ListOptions,
    author: Author,
) -> CandidateList:
    """Recheck the list, then freeze it; return the locked version. Raises as recheck_list does."""
    recheck_list(session, stocked, event, options, author)
    return lock_list(session, event, author)
