"""Invite the firms of a list to their roadshow."""

from datetime import datetime

from sqlmodel import Session

from matchmaker.services.firm_lists.make import require_finance
from matchmaker.services.invitations import Invited
from models.errors import Conflict
from models.event import Event
from models.meeting_enums import Side
from models.participant import Participant
from models.queries import firm_lists as firm_list_queries
from models.queries import organisations as organisation_queries
from models.queries import participants as participant_queries


def invite_listed(session: Session, event: Event, version: int | None, now: datetime) -> Invited:
    """Invite those of a version, the newest by default, who are no participants yet.

    Raises NotFound, and Conflict where nobody is on it.
    """
    require_finance(event)
    found = firm_list_queries.get_version(session, event, version)
    # A firm that was merged into another one takes part as that.
    listed = dict.fromkeys(
        organisation_queries.get_survivor(session, one.organisation_id).id or 0
        for one in firm_list_queries.list_entries(session, found)
    )
    if not listed:
        raise Conflict(f"第 {found.version} 版名单上没有企业，无从邀请。请先加入企业")
    known = {
        one.organisation_id
        for one in participant_queries.list_participants(session, event)
        if one.side is Side.ENTERPRISE
    }
    fresh = [firm for firm in listed if firm not in known]
    participant_queries.add_participants(
        session,
        [
            Participant(
                event_id=event.id or 0, organisation_id=firm, side=Side.ENTERPRISE, invited_at=now
            )
            for firm in fresh
        ],
    )
    return Invited(len(fresh), len(listed) - len(fresh))
