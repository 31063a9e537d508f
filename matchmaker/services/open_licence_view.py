"""Open licences as their owners and the office look at them, and what everybody may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.licensing.annuity import Saving, annuity_saving, load_annuities
from matchmaker.licensing.facts import Finding, Verdict
from matchmaker.licensing.rules import RULES, Rule, check_all
from matchmaker.services.licensing_facts import Known, facts_of, load_known
from matchmaker.services.open_licence_words import tell_change, tell_licence
from matchmaker.services.open_licences import has_run_out, owned_licence
from matchmaker.services.organisation_names import body_labels
from models.licence_enums import MOVES, OpenLicenceAct, OpenLicenceState
from models.open_licence import OpenLicence, OpenLicenceStep, OpenLicenceUse
from models.patent import Patent
from models.queries import open_licences as licence_queries
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class LicenceRow:
    """A declaration in a list; missing: what bars it and unclear: what cannot be told, by rule.

    Both are empty once it is announced. asked: uses that wait for the owner; in_use: those that
    have been filed and have not ended; is_over: whether its term has run out unsaid.
    """

    id: int
    number: str
    title: str
    kind: str
    institution: str
    city: str
    state: OpenLicenceState
    fee: str
    term_from: date | None
    term_until: date | None
    submitted_on: date | None
    announced_on: date | None
    announcement_number: str
    changed_at: datetime
    missing: tuple[str, ...]
    unclear: tuple[str, ...]
    asked: int
    in_use: int
    is_over: bool


@dataclass(frozen=True)
class Checked:
    """A rule with what it found."""

    rule: Rule
    finding: Finding


@dataclass(frozen=True)
class SeenStep:
    """A step in words; changes: a sentence a column."""

    act: str
    actor: str
    note: str
    changes: tuple[str, ...]
    made_at: datetime


@dataclass(frozen=True)
class LicenceDetail:
    """A patent and a declaration of it, None where there is none.

    texts: column → in words, contacts masked; acts: that can be done in its state; saving: None
    where the day of filing or the term is not known.
    """

    patent: Patent
    owners: tuple[str, ...]
    licence: OpenLicence | None
    checked: tuple[Checked, ...]
    texts: Mapping[str, str]
    acts: tuple[OpenLicenceAct, ...]
    uses: tuple[OpenLicenceUse, ...]
    steps: tuple[SeenStep, ...]
    saving: Saving | None

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many rules have found what."""
        found = [one.finding.verdict for one in self.checked]
        return {verdict: found.count(verdict) for verdict in Verdict}

    @property
    def stands(self) -> bool:
        """Whether there is a declaration that has neither been withdrawn nor ended."""
        return self.licence is not None and self.licence.state.stands


@dataclass(frozen=True)
class PublicLicence:
    """What everybody may see of an announced open licence."""

    fee: str
    term_from: date | None
    term_until: date | None
    announced_on: date | None
    announcement_number: str
    other_terms: str


def view_licences(
    session: Session, licences: Sequence[OpenLicence], today: date
) -> list[LicenceRow]:
    """Return the rows of declarations, in their order."""
    patents = patent_queries.by_ids(session, {one.patent_id for one in licences})
    known = load_known(session, patents)
    labels = body_labels(session, {one.organisation_id for one in licences})
    uses = licence_queries.uses_of(session, [one.id or 0 for one in licences])
    rows = []
    for one in licences:
        patent, body = patents[one.patent_id], labels[one.organisation_id]
        findings = _open_findings(known, patent, one, today)
        own = uses.get(one.id or 0, [])
        fee = one.fee
        rows.append(
            LicenceRow(
                id=one.id or 0,
                number=patent.display_number,
                title=patent.title,
                kind=patent.kind.label,
                institution=body.name,
                city=body.city,
                state=one.state,
                fee="" if fee is None else fee.display,
                term_from=one.term_from,
                term_until=one.term_until,
                submitted_on=one.submitted_on,
                announced_on=one.announced_on,
                announcement_number=one.announcement_number,
                changed_at=one.changed_at,
                missing=_asked_by(findings, Verdict.FAIL),
                unclear=_asked_by(findings, Verdict.UNKNOWN),
                asked=sum(use.notified_on is None and use.ended_on is None for use in own),
                in_use=sum(use.filed_on is not None and use.ended_on is None for use in own),
                is_over=one.state.stands and has_run_out(one, today),
            )
        )
    return rows


def view_newest(session: Session, viewer: Viewer, patent: Patent, today: date) -> LicenceDetail:
    """Return a patent as view_licence does, with the declaration that stands, else the last."""
    newest = licence_queries.newest_of(session, patent.id or 0)
    return view_licence(session, viewer, patent, newest, today)


def view_licence(
    session: Session, viewer: Viewer, patent: Patent, licence: OpenLicence | None, today: date
) -> LicenceDetail:
    """Return a patent with a declaration; the caller has asked whether it may be seen.

    Who did what is told to those who may change it, but not who asks for a firm.
    """
    known = load_known(session, [patent.id or 0])
    standing = licence if licence is not None and licence.state.stands else None
    facts = facts_of(known, patent, standing, today)
    findings = check_all(facts)
    uses: Sequence[OpenLicenceUse] = ()
    steps: Sequence[OpenLicenceStep] = ()
    named = False
    if licence is not None:
        uses = licence_queries.uses_of(session, [licence.id or 0]).get(licence.id or 0, [])
        steps = licence_queries.steps_of(session, licence.id or 0)
        named = viewer.may(Permission.OPEN_LICENCE_WRITE, owned_licence(session, licence))
    return LicenceDetail(
        patent=patent,
        owners=known.owners.get(patent.id or 0, ()),
        licence=licence,
        checked=tuple(Checked(RULES[one.rule], one) for one in findings),
        texts={} if licence is None else tell_licence(licence),
        acts=() if licence is None else tuple(MOVES[licence.state]),
        uses=tuple(uses),
        steps=tuple(_seen(step, named=named) for step in steps),
        saving=None if licence is None else saving_of(patent, licence, uses, today),
    )


def public_licence(session: Session, patent_id: int, today: date) -> PublicLicence | None:
    """Return what everybody may see of the open licence of a patent: one announced, in its term."""
    found = licence_queries.announced_of(session, patent_id)
    if found is None or has_run_out(found, today):
        return None
    fee = found.fee
    return PublicLicence(
        fee="" if fee is None else fee.display,
        term_from=found.term_from,
        term_until=found.term_until,
        announced_on=found.announced_on,
        announcement_number=found.announcement_number,
        other_terms=found.other_terms,
    )


def saving_of(
    patent: Patent, licence: OpenLicence, uses: Iterable[OpenLicenceUse], today: date
) -> Saving | None:
    """Return what the licence saves of annuities, None where it cannot be reckoned.

    While it is in use, which a withdrawal does not end; where nobody uses it yet, as if somebody
    did from the announcement or, before one, from today on.
    """
    filed = [(use.filed_on, use.ended_on) for use in uses if use.filed_on is not None]
    if patent.filing_date is None or licence.term_until is None:
        return None
    if filed:
        since = min(first for first, _ in filed)
        until = max(last or licence.term_until for _, last in filed)
    else:
        since = licence.announced_on or today
        until = licence.withdrawn_on or licence.ended_on or licence.term_until
    return annuity_saving(patent.kind, patent.filing_date, since, until, load_annuities())


def _open_findings(
    known: Known, patent: Patent, licence: OpenLicence, today: date
) -> tuple[Finding, ...]:
    """Return the findings where something can still be done about them."""
    if licence.state not in (OpenLicenceState.INTENDED, OpenLicenceState.SUBMITTED):
        return ()
    return check_all(facts_of(known, patent, licence, today))


def _asked_by(findings: Iterable[Finding], verdict: Verdict) -> tuple[str, ...]:
    return tuple(RULES[one.rule].asks for one in findings if one.verdict is verdict)


def _seen(step: OpenLicenceStep, *, named: bool) -> SeenStep:
    theirs = step.act is OpenLicenceAct.USE_ASKED
    return SeenStep(
        act=step.act.label,
        actor=step.actor if named and not theirs else "",
        note=step.note if named else "",
        changes=tuple(tell_change(step.before, step.after)),
        made_at=step.made_at,
    )
