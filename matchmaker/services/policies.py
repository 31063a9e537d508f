"""The policy library: files entered, corrected with the earlier words kept, withdrawn."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.public_services.policy_search import search_key
from matchmaker.services.audit import append
from matchmaker.services.kept_records.changes import (
    require_reason,
    require_revision,
    snapshot,
    write_change,
)
from matchmaker.services.list_hands import Author
from matchmaker.services.topics import write_topics
from models.audit import AuditKind
from models.errors import Conflict
from models.policy import Policy
from models.policy_enums import PolicyLevel
from models.queries import policies as policy_queries
from models.values.document_number import tidy_document_number

# A long regulation has some 50,000 characters.
MOST_TEXT = 300_000
FROM_FILE = "正文从所附的 Word 文件读出"


@dataclass(frozen=True)
class PolicyWords:
    """What is said of a policy; city_code: of one of a city; replaced_by: id in the library.

    topics: with any of 、，,；; between them.
    """

    title: str
    issuer: str
    level: PolicyLevel
    issued_on: date
    document_number: str = ""
    city_code: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    repealed_on: date | None = None
    replaced_by: int | None = None
    topics: str = ""
    summary: str = ""
    text: str = ""


def owned_policy(policy: Policy) -> Owned:
    """Return the city whose policy it is, of none where it is not a city's."""
    return Owned(frozenset({policy.city_code} if policy.city_code else ()))


def record_policy(session: Session, viewer: Viewer, words: PolicyWords, author: Author) -> Policy:
    """Enter a policy.

    Raises BadQuery for words that cannot be, Conflict for a number that is there, NotFound for
    what is to have replaced it, Forbidden for another's city.
    """
    policy = Policy(
        title="",
        issuer="",
        level=words.level,
        issued_on=words.issued_on,
        actor=author.actor,
        recorded_at=author.at,
    )
    _say(session, policy, words)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_policy(policy))
    session.add(policy)
    session.flush()
    write_change(session, policy, ({}, snapshot(policy)), "", author)
    _log(session, policy, "收录", author)
    return policy


def correct_policy(
    session: Session,
    viewer: Viewer,
    held: tuple[int, int],
    words: PolicyWords,
    reason: str,
    author: Author,
) -> Policy:
    """Correct a policy; raise as record_policy does, Conflict where it changed meanwhile, too.

    held: its id, and the revision at which it was read.
    """
    policy = hold(session, viewer, *held)
    said = require_reason(reason)
    before = snapshot(policy)
    _say(session, policy, words)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_policy(policy))
    if snapshot(policy) == before:
        raise BadQuery("没有改动任何内容。请修改后再保存")
    _keep(session, policy, (before, said), author)
    _log(session, policy, "更正", author)
    return policy


def void_policy(
    session: Session, viewer: Viewer, held: tuple[int, int], reason: str, author: Author
) -> Policy:
    """Withdraw a policy that should not be there; nobody but the office sees it any more."""
    policy = hold(session, viewer, *held)
    said = require_reason(reason)
    before = snapshot(policy)
    policy.is_void = True
    _keep(session, policy, (before, said), author)
    _log(session, policy, "撤下", author)
    return policy


def fill_text(session: Session, policy: Policy, text: str, author: Author) -> bool:
    """Take what its file says for the text of a policy that has none; return whether it did."""
    if policy.text or not text.strip() or len(text) > MOST_TEXT:
        return False
    before = snapshot(policy)
    policy.text = text
    policy.text_key = search_key(policy.summary + policy.text)
    _keep(session, policy, (before, FROM_FILE), author)
    return True


def hold(session: Session, viewer: Viewer, policy_id: int, revision: int) -> Policy:
    """Return a policy to be changed; raise NotFound, Forbidden, or Conflict."""
    policy = policy_queries.hold_policy(session, policy_id)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_policy(policy))
    require_revision(policy, revision)
    if policy.is_void:
        raise Conflict("这份文件已撤下，不能再改。请另行收录")
    return policy


def _say(session: Session, policy: Policy, words: PolicyWords) -> None:
    _require_words(words)
    number = tidy_document_number(words.document_number)
    number_key = search_key(number)
    for other in policy_queries.find_of_number(session, number_key) if number_key else ():
        if other.id != policy.id:
            raise Conflict(
                f"文号“{number}”已在政策库第 {other.id} 号《{other.title}》中。请核对文号，"
                "或直接更正那一条"
            )
    policy.title = words.title.strip()
    policy.issuer = words.issuer.strip()
    policy.document_number = number
    policy.level = words.level
    policy.city_code = words.city_code if words.level is PolicyLevel.CITY else None
    policy.issued_on = words.issued_on
    policy.valid_from = words.valid_from
    policy.valid_until = words.valid_until
    policy.repealed_on = words.repealed_on
    _replace(session, policy, words.replaced_by)
    policy.topics = write_topics(words.topics)
    policy.summary = words.summary.strip()
    policy.text = words.text.strip()
    policy.head_key = search_key(policy.title + policy.issuer + policy.topics)
    policy.text_key = search_key(policy.summary + policy.text)
    policy.number_key = number_key


def _require_words(words: PolicyWords) -> None:
    if not words.title.strip():
        raise BadQuery("请写明文件名称")
    if not words.issuer.strip():
        raise BadQuery("请写明发文机关")
    if words.level is PolicyLevel.CITY and words.city_code is None:
        raise BadQuery("市级文件请选择市州")
    if len(words.text) > MOST_TEXT:
        raise BadQuery(f"正文超过 {MOST_TEXT:,} 字。请只粘贴正文，附件另以文件上传")
    first = words.valid_from or words.issued_on
    if words.valid_until is not None and words.valid_until < first:
        raise BadQuery(f"有效期至 {words.valid_until} 早于施行日期 {first}。请核对日期")
    if words.repealed_on is not None and words.repealed_on < first:
        raise BadQuery(f"废止日期 {words.repealed_on} 早于施行日期 {first}。请核对日期")


def _replace(session: Session, policy: Policy, replaced_by: int | None) -> None:
    """Note which policy took the place of one, which then is repealed from its first day on."""
    policy.replaced_by_id = replaced_by
    if replaced_by is None:
        return
    newer = policy_queries.get_policy(session, replaced_by)
    step: Policy | None = newer
    while step is not None:
        if step.id == policy.id:
            raise BadQuery("文件不能被它自己或它所替代的文件替代。请核对“被替代为”")
        after = step.replaced_by_id
        step = None if after is None else policy_queries.get_policy(session, after)
    if newer.is_void:
        raise Conflict(f"政策库第 {replaced_by} 号已撤下，不能替代别的文件。请另选一份")
    if policy.repealed_on is None:
        policy.repealed_on = newer.valid_from or newer.issued_on


def _keep(
    session: Session, policy: Policy, was: tuple[dict[str, object], str], author: Author
) -> None:
    """Keep a change; was: what stood there, and why it was changed."""
    before, reason = was
    session.add(policy)
    session.flush()
    write_change(session, policy, (before, snapshot(policy)), reason, author)


def _log(session: Session, policy: Policy, act: str, author: Author) -> None:
    details = {"act": act, "title": policy.title}
    append(session, AuditKind.PUBLIC_SERVICE_CHANGED, f"政策文件 {policy.id}", details, author)
