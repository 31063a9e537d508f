"""Rules about the patents in a product: there are some, in force, and the firm may use them."""

from collections.abc import Callable, Iterable

from matchmaker.products.facts import (
    Finding,
    PatentFacts,
    ProductFacts,
    fails,
    passes,
    warns,
)
from models.product_enums import PatentRole
from models.values.legal_status import LegalState

# More are counted, not named.
MOST_NAMED = 5


def has_core(facts: ProductFacts) -> Finding:
    """至少一件核心专利."""
    rule = "has_core"
    core = [one for one in facts.patents if one.role is PatentRole.CORE]
    if not core:
        return fails(rule, "没有核心专利", "请填写产品所依靠的核心专利的申请号，至少一件。")
    return passes(rule, f"核心 {len(core)} 件，外围 {len(facts.patents) - len(core)} 件")


def in_force(facts: ProductFacts) -> Finding:
    """产品中的专利都有效（Patent Law, arts. 42 and 44）."""
    rule = "in_force"
    dead = _chosen(facts, lambda one: _is_over(facts, one))
    if dead:
        remedy = "请去掉已失效的专利；库中状态有误的，请先更新专利资料。"
        return fails(rule, f"已失效：{_named(dead, _why_over)}", remedy)
    pending = _chosen(facts, lambda one: one.legal_state is LegalState.PENDING)
    unclear = _chosen(facts, lambda one: one.legal_state in (None, LegalState.UNKNOWN))
    doubts = [
        f"{label}：{_named(found)}"
        for label, found in (("还没有授权", pending), ("库中没有或状态不明", unclear))
        if found
    ]
    if doubts:
        return warns(rule, "；".join(doubts), "请核对这些专利是否已授权、仍然有效。")
    return passes(rule, f"{len(facts.patents)} 件都有效" if facts.patents else "还没有填写专利")


def entitled(facts: ProductFacts) -> Finding:
    """企业是专利权人或被许可人（Patent Law, art. 12）."""
    rule = "entitled"
    strange = _chosen(facts, lambda one: one.is_known and not (one.is_own or one.is_licensed))
    if strange:
        text = f"不是专利权人，也没有许可记录：{_named(strange)}"
        remedy = "请核对申请号；已取得许可的，请备好许可合同，并登记到台账或专利资料。"
        return warns(rule, text, remedy)
    unknown = _chosen(facts, lambda one: not one.is_known)
    if unknown:
        text = f"库中没有，无法核对权属：{_named(unknown)}"
        return warns(rule, text, "请核对申请号，备好专利证书或许可合同。")
    return passes(rule, "都是专利权人或被许可人" if facts.patents else "还没有填写专利")


def not_elsewhere(facts: ProductFacts) -> Finding:
    """同一件专利没有被其他单位的产品填报."""
    rule = "not_elsewhere"
    shared = _chosen(facts, lambda one: bool(one.others))
    if shared:
        named = _named(shared, lambda one: "、".join(one.others))
        remedy = "有许可的可以保留，请备好合同；否则请核对申请号。"
        return warns(rule, f"其他单位的产品也填报了：{named}", remedy)
    return passes(rule, "没有发现")


def _chosen(facts: ProductFacts, holds: Callable[[PatentFacts], bool]) -> tuple[PatentFacts, ...]:
    return tuple(one for one in facts.patents if holds(one))


def _is_over(facts: ProductFacts, one: PatentFacts) -> bool:
    if one.legal_state is LegalState.DEAD:
        return True
    return one.expiry_date is not None and one.expiry_date < facts.today


def _why_over(one: PatentFacts) -> str:
    if one.legal_state is LegalState.DEAD:
        return one.legal_text
    return f"{one.expiry_date} 届满"


def _named(
    patents: Iterable[PatentFacts], more: Callable[[PatentFacts], str] = lambda _: ""
) -> str:
    """Return the numbers, each with what more says of it in brackets."""
    found = [f"{one.number}（{said}）" if (said := more(one)) else one.number for one in patents]
    rest = f" 等 {len(found)} 件" if len(found) > MOST_NAMED else ""
    return "、".join(found[:MOST_NAMED]) + rest
