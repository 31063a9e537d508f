"""The policy library as it is read: found by words and bounds, and one by one."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.public_services.policy_days import ENDING, state_on
from matchmaker.public_services.policy_search import rank_hits, read_query
from matchmaker.services.policies import owned_policy
from matchmaker.text.marking import Piece, mark, snippet
from models.errors import NotFound
from models.kept_record import RecordFile, RecordKind
from models.policy import Policy
from models.policy_enums import PolicyLevel, PolicyState
from models.queries import policies as policy_queries
from models.queries import record_files as file_queries
from models.queries.policies import PolicyFilter

PAGE = 20
EXCERPT = 140
NEWEST = 5


@dataclass(frozen=True)
class PolicyWish:
    """What somebody looks for; what is empty or None bounds nothing; page: from 1.

    states: as they are on the day of asking.
    """

    words: str = ""
    level: PolicyLevel | None = None
    city_code: str | None = None
    topic: str = ""
    states: frozenset[PolicyState] = frozenset()
    page: int = 1
    with_void: bool = False


@dataclass(frozen=True)
class PolicyRow:
    """A policy of a list; title, excerpt: pieces, of which some are marked."""

    policy: Policy
    state: PolicyState
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    files: int


@dataclass(frozen=True)
class PolicyPage:
    """A page of what was found; total: how many there are on all pages."""

    rows: tuple[PolicyRow, ...]
    total: int
    pages: int


@dataclass(frozen=True)
class PolicyView:
    """A policy with what it has replaced, and what has replaced it."""

    policy: Policy
    state: PolicyState
    replaced_by: Policy | None
    replaces: tuple[Policy, ...]
    files: tuple[RecordFile, ...]


def policy_state(policy: Policy, day: date) -> PolicyState:
    """Return how a policy stands on a day."""
    return state_on(day, policy.valid_from, policy.valid_until, policy.repealed_on)


def find_policies(
    session: Session, wish: PolicyWish, day: date, segmenter: str, per_page: int = PAGE
) -> PolicyPage:
    """Return what was found: the best first where words are asked for, else the newest."""
    wanted = PolicyFilter(
        day,
        day + ENDING,
        wish.level,
        wish.city_code,
        wish.topic,
        wish.states,
        with_void=wish.with_void,
    )
    query = read_query(wish.words, segmenter)
    first = (wish.page - 1) * per_page
    if query.is_empty and not wish.words.strip():
        listed = policy_queries.list_policies(session, wanted)
        total, shown = len(listed), listed[first : first + per_page]
    else:
        ids = rank_hits(query, policy_queries.find_words(session, wanted, query))
        some = ids[first : first + per_page]
        known = policy_queries.by_ids(session, some)
        total, shown = len(ids), [known[one] for one in some]
    files = policy_queries.count_files(session, [one.id or 0 for one in shown])
    rows = tuple(
        PolicyRow(
            one,
            policy_state(one, day),
            tuple(mark(one.title, query.marked)),
            tuple(_excerpt(one, query.marked)),
            files.get(one.id or 0, 0),
        )
        for one in shown
    )
    return PolicyPage(rows, total, max(1, -(-total // per_page)))


def view_policy(session: Session, viewer: Viewer, policy_id: int, day: date) -> PolicyView:
    """Return a policy; raise NotFound, for a withdrawn one, too, but to who may change it."""
    policy = policy_queries.get_policy(session, policy_id)
    may = viewer.may(Permission.PUBLIC_SERVICE_WRITE, owned_policy(policy))
    if policy.is_void and not may and not viewer.may(Permission.PUBLIC_SERVICE_READ):
        raise NotFound(f"政策库第 {policy_id} 号文件已撤下。请在政策库中另行查找")
    newer = policy.replaced_by_id
    files = file_queries.files_of(session, RecordKind.POLICY, policy_id)
    return PolicyView(
        policy=policy,
        state=policy_state(policy, day),
        replaced_by=None if newer is None else policy_queries.get_policy(session, newer),
        replaces=tuple(policy_queries.replaced_by(session, policy_id)),
        files=tuple(one for one in files if one.removed_at is None),
    )


def newest_in_force(session: Session, day: date) -> list[Policy]:
    """Return the policies that were issued last and hold on a day."""
    holding = frozenset(one for one in PolicyState if one.holds)
    wanted = PolicyFilter(day, day + ENDING, states=holding)
    return policy_queries.list_policies(session, wanted)[:NEWEST]


def _excerpt(policy: Policy, terms: tuple[str, ...]) -> list[Piece]:
    """Return some of a policy: where what is looked for stands, else its summary."""
    if not terms:
        return snippet(policy.summary, (), EXCERPT)
    whole = " ".join(f"{policy.summary}\n{policy.text}".split())
    return snippet(whole, terms, EXCERPT)


def own_file(session: Session, policy: Policy, file_id: int) -> RecordFile:
    """Return a file of a policy, removed or not; raise NotFound, for another record's, too."""
    file = file_queries.get_file(session, file_id)
    if (file.record_kind, file.record_id) != (RecordKind.POLICY, policy.id):
        raise NotFound(f"这份政策文件没有编号为 {file_id} 的附件。请刷新页面后再试")
    return file
