"""Organisers who act for an organisation that cannot manage by itself, in one of their sessions.

They then are a member of it to the service, without what GRANTS leave to its own people, and
everything they do bears their name with the organisation's.
"""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer, on_behalf
from matchmaker.services import audit
from matchmaker.services.accounts.viewers import account_viewer, member_of
from matchmaker.services.list_hands import Author
from matchmaker.services.ownership import owned_organisation
from models.account import Account, LoginSession
from models.account_enums import Role
from models.audit import AuditKind
from models.errors import Conflict, InvalidValue
from models.organisation import Organisation
from models.queries import accounts as account_queries
from models.queries import organisations as organisation_queries
from models.values.org_name import OrgType
from models.values.text import clean

SHORTEST_REASON, LONGEST_REASON = 2, 200


@dataclass(frozen=True)
class Ended:
    """For whom somebody acted no longer, and why they had."""

    organisation: Organisation
    reason: str


def role_for(kind: OrgType) -> Role | None:
    """Return as what one acts for an organisation, None for persons, who act for themselves.

    Never as a reviewer: what an organiser proposes for an institution its own people look through.
    """
    if kind is OrgType.INDIVIDUAL:
        return None
    return Role.ENTERPRISE_MEMBER if kind is OrgType.ENTERPRISE else Role.INSTITUTION_MEMBER


def may_act(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether somebody may act for an organisation."""
    may = viewer.may(Permission.ACT_FOR, owned_organisation(organisation))
    return may and role_for(organisation.org_type) is not None


def session_viewer(session: Session, account: Account, opened: LoginSession) -> Viewer:
    """Return who an active account is in a session: itself, or a member of whom it acts for.

    It is itself again as soon as it may no longer act for the organisation.
    """
    own = account_viewer(session, account)
    if opened.acting_for is None:
        return own
    body = organisation_queries.get_survivor(session, opened.acting_for)
    role = role_for(body.org_type)
    if role is None or not may_act(own, body):
        return own
    name = f"{account.name}（代{body.name}）"
    return on_behalf(member_of(session, body.id or 0, account.id or 0, name, role), body.name)


def begin(
    session: Session,
    viewer: Viewer,
    login_session_id: int,
    organisation: Organisation,
    reason: str,
    author: Author,
) -> Role:
    """Act for an organisation in a session from now on; return as what.

    Raises Forbidden beyond the viewer's reach, InvalidValue without a reason, Conflict for a record
    that was merged away and for a person, NotFound for a session of somebody else.
    """
    viewer.require(Permission.ACT_FOR, owned_organisation(organisation))
    role = _require_role(session, organisation)
    said = _checked(reason)
    opened = _hold(session, viewer, login_session_id)
    # Begun in another window meanwhile, or left over from when it was still allowed.
    if opened.acting_for is not None:
        _end(session, viewer, opened, author)
    opened.acting_for, opened.acting_reason = organisation.id, said
    session.add(opened)
    _log(session, AuditKind.ACTING_BEGUN, viewer, opened, author)
    return role


def end(session: Session, viewer: Viewer, login_session_id: int, author: Author) -> Ended:
    """Act for nobody any more; return what ended.

    Raises Conflict where one acts for nobody, NotFound as begin.
    """
    opened = _hold(session, viewer, login_session_id)
    if opened.acting_for is None:
        raise Conflict("现在没有在代办，无需结束")
    return _end(session, viewer, opened, author)


def _require_role(session: Session, organisation: Organisation) -> Role:
    """Return as what one acts for an organisation; raise Conflict where nobody can."""
    name, role = organisation.name, role_for(organisation.org_type)
    if organisation.merged_into_id is not None:
        kept = organisation_queries.get_survivor(session, organisation.id or 0)
        raise Conflict(f"“{name}”已并入“{kept.name}”，请代“{kept.name}”办理")
    if role is None:
        raise Conflict(f"“{name}”是个人，不能代办。请由本人办理")
    return role


def _checked(reason: str) -> str:
    said = clean(reason)
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise InvalidValue(
            reason,
            "代办事由不合要求",
            f"请用 {SHORTEST_REASON}–{LONGEST_REASON} 个字写明，例如：企业来电，请代填需求。",
        )
    return said


def _hold(session: Session, viewer: Viewer, login_session_id: int) -> LoginSession:
    opened = account_queries.hold_session(session, login_session_id)
    if opened.account_id != viewer.account_id:
        raise account_queries.unknown_session(login_session_id)
    return opened


def _end(session: Session, viewer: Viewer, opened: LoginSession, author: Author) -> Ended:
    ended = Ended(
        _log(session, AuditKind.ACTING_ENDED, viewer, opened, author), opened.acting_reason
    )
    opened.acting_for, opened.acting_reason = None, ""
    session.add(opened)
    return ended


def _log(
    session: Session, kind: AuditKind, viewer: Viewer, opened: LoginSession, author: Author
) -> Organisation:
    """Write that acting began or ended; return for whom."""
    body = organisation_queries.get_organisation(session, opened.acting_for or 0)
    details = {
        "organisation": body.id,
        "reason": opened.acting_reason,
        "account": viewer.account_id,
    }
    audit.append(session, kind, body.name, details, author)
    return body
