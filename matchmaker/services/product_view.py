"""Patent products as their firms and the office look at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.products.facts import Finding, PatentFacts, Verdict
from matchmaker.products.rules import RULES, Rule, check_all, errors_of, warnings_of
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.product_facts import Known, facts_of, load_known
from matchmaker.services.product_words import tell_product, tell_steps
from matchmaker.services.products import owned_product
from models.product import Product, ProductStep
from models.product_enums import MOVES, OF_OFFICE, PatentRole, ProductAct, ProductState
from models.queries import products as product_queries


@dataclass(frozen=True)
class ProductRow:
    """A product in a list; errors: what keeps it from being handed in, warnings: what is doubtful.

    Both are told by what is asked for, and are empty once it is filed or withdrawn; industry: its
    name; core, patents: how many core patents, and how many in all.
    """

    id: int
    name: str
    year: int
    firm: str
    city: str
    industry: str
    output_cny: int | None
    core: int
    patents: int
    state: ProductState
    surveyed_on: date | None
    submitted_on: date | None
    filed_on: date | None
    filing_number: str
    recognised_on: date | None
    recognition_number: str
    changed_at: datetime
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """A rule with what it found."""

    rule: Rule
    finding: Finding


@dataclass(frozen=True)
class SeenPatent:
    """A patent of a product; title, path: empty where the stock has it not."""

    facts: PatentFacts
    title: str
    path: str

    @property
    def standing(self) -> str:
        """Whether it is in force, and by what right the firm uses it, in words."""
        if self.facts.legal_state is None:
            return "库中没有"
        right = "本单位专利" if self.facts.is_own else "已获许可" if self.facts.is_licensed else ""
        return "，".join(part for part in (self.facts.legal_state.label, right) if part)


@dataclass(frozen=True)
class SeenStep:
    """A step in words; changes: a sentence a column."""

    act: str
    actor: str
    note: str
    changes: tuple[str, ...]
    made_at: datetime


@dataclass(frozen=True)
class ProductDetail:
    """A product; texts: column → in words, contacts masked; acts: that the viewer can do now."""

    product: Product
    firm: str
    city: str
    texts: Mapping[str, str]
    checked: tuple[Checked, ...]
    patents: tuple[SeenPatent, ...]
    acts: tuple[ProductAct, ...]
    steps: tuple[SeenStep, ...]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many rules have found what."""
        found = [one.finding.verdict for one in self.checked]
        return {verdict: found.count(verdict) for verdict in Verdict}

    @property
    def errors(self) -> tuple[Checked, ...]:
        """What keeps it from being handed in."""
        return tuple(one for one in self.checked if one.finding.verdict is Verdict.FAIL)


def view_products(
    session: Session, viewer: Viewer, products: Sequence[Product], today: date
) -> list[ProductRow]:
    """Return the rows of products, in their order."""
    known = load_known(session, viewer, products)
    labels = body_labels(session, {one.organisation_id for one in products})
    rows = []
    for one in products:
        findings = _open_findings(known, one, today)
        patents = known.patents.get(one.id or 0, ())
        rows.append(
            ProductRow(
                id=one.id or 0,
                name=one.name,
                year=one.year,
                firm=labels[one.organisation_id].name,
                city=labels[one.organisation_id].city,
                industry=known.industries.get(one.industry, one.industry),
                output_cny=one.output_cny,
                core=sum(patent.role is PatentRole.CORE for patent in patents),
                patents=len(patents),
                state=one.state,
                surveyed_on=one.surveyed_on,
                submitted_on=one.submitted_on,
                filed_on=one.filed_on,
                filing_number=one.filing_number,
                recognised_on=one.recognised_on,
                recognition_number=one.recognition_number,
                changed_at=one.changed_at,
                errors=tuple(RULES[found.rule].asks for found in errors_of(findings)),
                warnings=tuple(RULES[found.rule].asks for found in warnings_of(findings)),
            )
        )
    return rows


def view_product(session: Session, viewer: Viewer, product: Product, today: date) -> ProductDetail:
    """Return a product with what every rule finds; the caller has asked whether it may be seen."""
    (found,) = view_details(session, viewer, [product], today)
    return found


def view_details(
    session: Session, viewer: Viewer, products: Sequence[Product], today: date
) -> list[ProductDetail]:
    """Return the same of several products, in their order."""
    known = load_known(session, viewer, products)
    labels = body_labels(session, {one.organisation_id for one in products})
    found = []
    for one in products:
        facts = facts_of(known, one, today)
        patents = known.patents.get(one.id or 0, ())
        found.append(
            ProductDetail(
                product=one,
                firm=labels[one.organisation_id].name,
                city=labels[one.organisation_id].city,
                texts=tell_product(one, patents, known.industries),
                checked=tuple(Checked(RULES[each.rule], each) for each in check_all(facts)),
                patents=tuple(
                    _seen_patent(known, patent.number, fact)
                    for patent, fact in zip(patents, facts.patents, strict=True)
                ),
                acts=_acts(session, viewer, one),
                steps=tuple(map(_seen_step, product_queries.steps_of(session, one.id or 0))),
            )
        )
    return found


def _acts(session: Session, viewer: Viewer, product: Product) -> tuple[ProductAct, ...]:
    owned = owned_product(session, product)
    asked = {
        act: Permission.PRODUCT_FILE if act in OF_OFFICE else Permission.PRODUCT_WRITE
        for act in MOVES[product.state]
    }
    return tuple(act for act, permission in asked.items() if viewer.may(permission, owned))


def _open_findings(known: Known, product: Product, today: date) -> tuple[Finding, ...]:
    """Return the findings where something can still be done about them."""
    if product.state not in (ProductState.DRAFT, ProductState.SUBMITTED):
        return ()
    return check_all(facts_of(known, product, today))


def _seen_patent(known: Known, number: str, facts: PatentFacts) -> SeenPatent:
    patent = known.stock.get(number)
    if patent is None:
        return SeenPatent(facts, "", "")
    return SeenPatent(facts, patent.title, f"/patents/{patent.display_number}")


def _seen_step(step: ProductStep) -> SeenStep:
    return SeenStep(
        act=step.act.label,
        actor=step.actor,
        note=step.note,
        changes=tell_steps(step.before, step.after),
        made_at=step.made_at,
    )
