"""Patent products of firms: told in a survey, handed in, and what the national platform made of it.

The service prepares what a firm files and writes down what became of it; it files nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.products.facts import Finding
from matchmaker.products.rules import RULES, check_all, errors_of
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.listing_case import require_name
from matchmaker.services.listing_sight import Acting
from matchmaker.services.listing_terms import today_of
from matchmaker.services.ownership import owned_organisation
from matchmaker.services.product_facts import facts_of, load_known
from matchmaker.services.product_log import Deed, log_deed, told
from models.errors import Conflict
from models.product import Product
from models.product_enums import MOVES, OF_OFFICE, PatentRole, ProductAct
from models.queries import organisations as organisation_queries
from models.queries import products as product_queries
from models.values.text import clean, clean_block

FIRST_YEAR, LAST_YEAR = 2000, 2100
# More than any firm sells in a year; what is larger stands in the wrong unit.
MOST_CNY = 10**12


@dataclass(frozen=True)
class ProductWords:
    """What a firm tells of a product.

    industry: slug or name, empty for none; amounts in whole yuan, None for not told; contact_…:
    None for what stands there; patents: stored number → role.
    """

    name: str
    year: int
    description: str = ""
    industry: str = ""
    output_cny: int | None = None
    sales_cny: int | None = None
    firm_sales_cny: int | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    patents: Mapping[str, PatentRole] = field(default_factory=dict)


@dataclass(frozen=True)
class ProductMove:
    """A step of a product; day: on which it was taken, None for today; number: of the platform."""

    act: ProductAct
    day: date | None = None
    number: str = ""
    note: str = ""


def tell_new(session: Session, who: Acting, organisation_id: int, words: ProductWords) -> Product:
    """Keep what a firm tells of a product as a draft.

    Raises NotFound for a firm, BadQuery for what cannot be, Conflict where the firm has told of the
    same product of that year, NotSignedIn or Forbidden for other firms.
    """
    require_name(who)
    organisation_queries.get_organisation(session, organisation_id)
    firm = organisation_queries.get_survivor(session, organisation_id)
    who.viewer.require(Permission.PRODUCT_WRITE, owned_organisation(firm))
    product = Product(
        organisation_id=firm.id or 0,
        name="",
        name_key="",
        year=words.year,
        actor=who.author.actor.strip(),
        made_at=who.author.at,
        changed_at=who.author.at,
    )
    _write(session, who, product, words)
    log_deed(session, who, product, Deed(ProductAct.TOLD, {}))
    return product


def tell_again(session: Session, who: Acting, product_id: int, words: ProductWords) -> bool:
    """Keep what is told of a draft now; return whether anything differs.

    Raises as tell_new does, Conflict for one that has been handed in.
    """
    require_name(who)
    seen = seen_product(session, who.viewer, product_id)
    who.viewer.require(Permission.PRODUCT_WRITE, owned_product(session, seen))
    product = product_queries.hold_product(session, product_id)
    if not product.state.is_editable:
        raise Conflict(f"产品{product.state.label}，不能再改。要改的，请先退回修改")
    before = told(session, product)
    _write(session, who, product, words)
    return log_deed(session, who, product, Deed(ProductAct.CHANGED, before))


def move(session: Session, who: Acting, product_id: int, step: ProductMove) -> Product:
    """Write down a step: handed in, taken back, filed, recognised, withdrawn, or one undone.

    Raises NotFound for one of which the viewer may not know, Conflict where the state does not
    allow it, BadQuery for days and numbers that cannot be and for what a rule bars.
    """
    require_name(who)
    seen = seen_product(session, who.viewer, product_id)
    asked = Permission.PRODUCT_FILE if step.act in OF_OFFICE else Permission.PRODUCT_WRITE
    who.viewer.require(asked, owned_product(session, seen))
    product = product_queries.hold_product(session, product_id)
    goal = MOVES[product.state].get(step.act)
    if goal is None:
        raise Conflict(f"产品{product.state.label}，不能{step.act.label}。请刷新后再看")
    before, today = told(session, product), today_of(who.author)
    day = _checked_day(product, step, today)
    if step.act is ProductAct.SUBMITTED:
        require_complete(session, who.viewer, product, today)
        product.submitted_on = day
        product.surveyed_on = product.surveyed_on or day
    elif step.act is ProductAct.FILED:
        product.filed_on, product.filing_number = day, _number(step.number, "备案编号")
    elif step.act is ProductAct.RECOGNISED:
        product.recognised_on, product.recognition_number = day, _number(step.number, "认定编号")
    elif step.act is ProductAct.WITHDRAWN:
        product.withdrawn_on = day
    else:
        _undo(product, step.act)
    product.state = goal
    _touch(session, who, product)
    log_deed(session, who, product, Deed(step.act, before, step.note))
    return product


def check_product(
    session: Session, viewer: Viewer, product: Product, today: date
) -> tuple[Finding, ...]:
    """Return what every rule finds of a product, as the viewer may be told."""
    known = load_known(session, viewer, [product])
    return check_all(facts_of(known, product, today))


def require_complete(session: Session, viewer: Viewer, product: Product, today: date) -> None:
    """Raise BadQuery where a rule keeps a product from being handed in."""
    found = errors_of(check_product(session, viewer, product, today))
    if found:
        said = "；".join(f"{RULES[one.rule].asks}（{one.text}）" for one in found)
        raise BadQuery(f"还不能提交：{said}。请先改正，再提交")


def owned_product(session: Session, product: Product) -> Owned:
    """Return the firm of a product, and its city."""
    firm = organisation_queries.get_survivor(session, product.organisation_id)
    owned = owned_organisation(firm)
    return Owned(owned.cities, owned.organisations | {product.organisation_id})


def seen_product(session: Session, viewer: Viewer, product_id: int) -> Product:
    """Return a product; raise NotFound for one of which the viewer is not to know, too."""
    found = product_queries.get_product(session, product_id)
    if not viewer.may(Permission.PRODUCT_READ, owned_product(session, found)):
        raise product_queries.unknown_product(product_id)
    return found


def read_industry(session: Session, text: str) -> str:
    """Return the slug of an industry, empty for none; raise BadQuery for what is none."""
    said = clean(text)
    if not said:
        return ""
    listed = industries_in_force(session)
    found = {one.name: one.slug for one in listed.industries} | {
        one.slug: one.slug for one in listed.industries
    }
    if said not in found:
        names = "、".join(one.name for one in listed.offered)
        raise BadQuery(f"没有“{said}”这个产业。请选择：{names}")
    return found[said]


def _write(session: Session, who: Acting, product: Product, words: ProductWords) -> None:
    name = clean(words.name)
    key = product_queries.product_key(name)
    if not key:
        raise BadQuery("请填写产品名称")
    if not FIRST_YEAR <= words.year <= LAST_YEAR:
        raise BadQuery(f"年度应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请核对")
    # Two that tell of the same product at once would both find none.
    organisation_queries.lock_names(session)
    same = product_queries.find_same(session, product.organisation_id, key, words.year)
    if same is not None and same.id != product.id:
        raise Conflict(
            f"本单位 {words.year} 年已填报“{same.name}”（编号 {same.id}，{same.state.label}）。"
            "同一产品一年只有一条，请到那一条修改"
        )
    amounts = (words.output_cny, words.sales_cny, words.firm_sales_cny)
    if any(amount is not None and not 0 <= amount <= MOST_CNY for amount in amounts):
        raise BadQuery("金额应在 0 至一万亿元之间，请核对数字和单位")
    product.name, product.name_key, product.year = name, key, words.year
    product.description = clean_block(words.description)
    product.industry = read_industry(session, words.industry)
    product.output_cny, product.sales_cny, product.firm_sales_cny = amounts
    if words.contact_name is not None:
        product.contact_name = clean(words.contact_name)
    if words.contact_phone is not None:
        product.contact_phone = clean(words.contact_phone)
    _touch(session, who, product)
    product_queries.set_patents(session, product.id or 0, words.patents)


def _touch(session: Session, who: Acting, product: Product) -> None:
    product.actor, product.changed_at = who.author.actor.strip(), who.author.at
    product_queries.save_product(session, product)


def _undo(product: Product, act: ProductAct) -> None:
    if act is ProductAct.FILING_UNDONE:
        product.filed_on, product.filing_number = None, ""
    elif act is ProductAct.RECOGNITION_UNDONE:
        product.recognised_on, product.recognition_number = None, ""
    else:
        product.submitted_on, product.withdrawn_on = None, None


def _checked_day(product: Product, step: ProductMove, today: date) -> date:
    if step.day is None and step.act in (ProductAct.FILED, ProductAct.RECOGNISED):
        raise BadQuery("请填写国家平台上的日期")
    day = step.day or today
    if day > today:
        raise BadQuery(f"{day} 还没有到，请填写已经发生的日期")
    earlier = {"提交日": product.submitted_on, "备案日": product.filed_on}
    if step.act in (ProductAct.FILED, ProductAct.RECOGNISED):
        for name, known in earlier.items():
            if known is not None and day < known:
                raise BadQuery(f"{day} 早于{name} {known}，请核对")
    return day


def _number(text: str, label: str) -> str:
    found = clean(text)
    if not found:
        raise BadQuery(f"请填写国家平台给出的{label}")
    return found
