"""Credit codes that an import brings: a known name under another one becomes a question."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from models.queries import organisation_reviews as review_queries
from models.queries import organisations as organisation_queries
from models.values.org_match import OrgIdentity, Verdict, compare, valid_uscc
from models.values.org_name import OrgType

_CLASH_SCORE = 0.8
_CLASH = "名称相同，信用代码冲突"
_TAKEN = "名称已知，所附信用代码属于另一单位"

Facts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Namesake:
    """A record made for a known name that came with another code."""

    id: int
    alias: str
    identity: OrgIdentity
    facts: frozenset[str]


class CodeBook:
    """Whose every valid code is, and which pairs have been asked of a person."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._codes: dict[int, set[str]] = {}
        self._holders: dict[str, int] = {}
        self._asked: set[frozenset[int]] | None = None
        for known, code in organisation_queries.codes(session):
            self.learn(known, code)

    def learn(self, known: int, code: str | None) -> None:
        """Take up the code of an organisation; one that is not valid is passed over."""
        valid = valid_uscc(code)
        if valid:
            self._codes.setdefault(known, set()).add(valid)
            self._holders.setdefault(valid, known)

    def contradicts(self, known: int, given: Facts) -> bool:
        """Whether a row gives a valid code that is none of those known of an organisation."""
        held = self._codes.get(known)
        if not held:
            return False
        code = valid_uscc(given.get("uscc"))
        return bool(code) and code not in held

    def ask_of_shared(self, known: int, name: str, code: str) -> None:
        """Note a question where a code that completes a record is another's already."""
        holder = self._holders.get(valid_uscc(code))
        if holder is None or holder == known:
            return
        ours, theirs = (
            OrgIdentity(body, code) for body in (name, self._names([holder]).get(holder, ""))
        )
        comparison = compare(ours, theirs)
        if comparison.verdict in {Verdict.SAME, Verdict.DOUBTFUL}:
            # A record that is there is not merged without a person.
            self._ask(known, holder, comparison.score, comparison.reason)

    def note_clash(
        self, known: int, name: str, given: Facts, default_type: OrgType | None
    ) -> Namesake | None:
        """Note a question of a known name that came with another code; return what was made.

        The other code is a record's already, or one is made that holds it, so that the same file
        again asks nothing new.
        """
        code = valid_uscc(given.get("uscc"))
        holder = self._holders.get(code)
        if holder is not None:
            other = self._names([holder]).get(holder, "")
            if compare(OrgIdentity(name), OrgIdentity(other)).verdict is not Verdict.PART:
                # A department often gives the code of its university.
                self._ask(holder, known, _CLASH_SCORE, _TAKEN)
            return None
        alias = f"{name} {code}"
        made = organisation_queries.add_namesake(self._session, name, alias, given, default_type)
        self.learn(made, code)
        self._ask(made, known, _CLASH_SCORE, _CLASH)
        identity = OrgIdentity(name, code, given.get("city_code"))
        return Namesake(made, alias, identity, frozenset(given))

    def note_asked(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Take up pairs that others have put to a person."""
        if self._asked is not None:
            self._asked |= {frozenset(pair) for pair in pairs}

    def _ask(self, made: int, candidate: int, score: float, reason: str) -> None:
        if self._asked is None:
            self._asked = review_queries.reviewed_pairs(self._session)
        pair = frozenset((made, candidate))
        if pair in self._asked:
            return
        self._asked.add(pair)
        row = {
            "organisation_id": made,
            "candidate_id": candidate,
            "score": score,
            "reason": reason,
        }
        review_queries.add_reviews(self._session, [row])

    def _names(self, ids: Sequence[int]) -> dict[int, str]:
        return organisation_queries.names_by_id(self._session, ids)
