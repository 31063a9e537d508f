"""What an organiser must know of a list that was made: rules not met, who was held back."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from matchmaker.events.hand_work import Hand, PairKey
from matchmaker.events.selection_types import Floor, Method, Rules, Selection, Unmet
from matchmaker.matching.gates import Gate
from matchmaker.services.list_basis import UNPINNABLE
from matchmaker.services.list_candidates import Choice, Found
from matchmaker.services.list_rules import cap_setting_text
from matchmaker.services.stock import Stock
from models.values.legal_status import LegalState
from models.values.region import find_region

SHOWN = 5


def notices_of(
    selection: Selection,
    rules: Rules,
    found: Found,
    firms: Mapping[int, str],
    industries: Mapping[str, str],
    refused: Iterable[PairKey],
) -> list[str]:
    """Return what there is to say of the choice.

    firms: id → name of an enterprise; industries: slug → name; refused: pairs that are not offered
    again.
    """
    return [
        *_method(selection),
        *_share(selection, rules),
        *_floors(selection, firms, industries),
        *_over(selection),
        *_left_out(selection, rules, found, {demand_id for demand_id, _ in refused}),
        *_held_back(selection, found),
    ]


def hand_notices(
    hands: Mapping[PairKey, Hand], gates: Mapping[PairKey, Gate], titles: Mapping[PairKey, str]
) -> list[str]:
    """Return which wanted pairs would not be listed but for that; gates: what is against them.

    Pairs that no wish keeps there are counted, not named: their firm may have withdrawn its words.
    """
    by_gate: dict[Gate, list[str]] = {}
    for key, gate in sorted(gates.items()):
        if key in hands and hands[key].wanted:
            by_gate.setdefault(gate, []).append(titles[key])
    return [
        f"{len(names)} 对固定或手工加入的配对已撤下：{gate.label}"
        if gate in UNPINNABLE
        else f"{len(names)} 对固定或手工加入的配对不符合条件（{gate.label}），仍保留在名单中，"
        f"请核实：{_named(names)}"
        for gate, names in by_gate.items()
    ]


def settled_notices(settled: Mapping[PairKey, str], titles: Mapping[PairKey, str]) -> list[str]:
    """Return which wanted pairs somebody has turned down; settled: why they are not offered."""
    named = [f"{titles[key]}（{why}）" for key, why in sorted(settled.items())]
    if not named:
        return []
    return [
        f"{len(named)} 对固定或手工加入的配对此前已有结论，仍保留在名单中，请核实：{_named(named)}"
    ]


def legal_notices(chosen: Iterable[Choice], stock: Stock) -> list[str]:
    """Return how many patents of a list are pending, or of unknown state."""
    ids = {choice.pair.patent_id for choice in chosen}
    states = Counter(stock.patents_by_id[patent_id].facts.legal_state for patent_id in ids)
    notices = []
    if states[LegalState.PENDING]:
        notices.append(f"{states[LegalState.PENDING]} 件专利尚在审查中，已在名单中标明")
    if states[LegalState.UNKNOWN]:
        notices.append(
            f"{states[LegalState.UNKNOWN]} 件专利的来源没有法律状态，仅按申请日推算未届满，请核实"
        )
    return notices


def _method(selection: Selection) -> list[str]:
    if selection.method is Method.EXACT:
        return []
    return [
        f"名单为{selection.method.label}：总分 {selection.value:.3f}，"
        f"与上界相差不超过 {selection.gap:.2%}"
    ]


def _share(selection: Selection, rules: Rules) -> list[str]:
    if selection.share_kept <= rules.institution_share + 1e-9:
        return []
    return [
        f"单位占比上限 {rules.institution_share:.0%} 无法满足（可选单位太少），"
        f"已放宽到 {selection.share_kept:.0%}"
    ]


def _floors(
    selection: Selection, firms: Mapping[int, str], industries: Mapping[str, str]
) -> list[str]:
    """Return which floors are missed for want of pairs, and which for the caps, with the remedy."""
    notices = []
    for floor in Floor:
        misses = [miss for miss in selection.unmet if miss.floor is floor]
        names = {miss: _who(miss, firms, industries) for miss in misses}
        short = [miss for miss in misses if miss.reached == min(miss.wanted, miss.available)]
        notices += _missed("够格的配对不足", [names[m] + _counts(m) for m in short])
        capped = [miss for miss in misses if miss not in short]
        notices += _missed("受其他规则所限", [names[m] + _counts(m) for m in capped])
    helpful = [
        cap_setting_text(remedy.cap, remedy.setting)
        for remedy in selection.remedies
        if remedy.setting is not None
    ]
    if helpful:
        notices.append(f"受限的最低数可这样满足（任选其一）：{'；'.join(helpful)}")
    elif selection.remedies:
        notices.append("受限的最低数单靠放宽任何一条规则都无法满足，请降低最低数或同时放宽几条")
    return notices


def _missed(why: str, names: Sequence[str]) -> list[str]:
    return [f"未达到最低数（{why}）：{_named(names, quoted=False)}"] if names else []


def _who(miss: Unmet, firms: Mapping[int, str], industries: Mapping[str, str]) -> str:
    if miss.floor is Floor.ENTERPRISE:
        return firms[int(miss.key)]
    if miss.floor is Floor.CITY:
        region = find_region(miss.key)
        return region.short_name if region else miss.key
    return industries.get(miss.key, miss.key)


def _counts(miss: Unmet) -> str:
    return f"（应有 {miss.wanted}，实有 {miss.reached}）"


def _over(selection: Selection) -> list[str]:
    return [
        f"固定或手工加入的配对超出“{cap.label}”，涉及 {count} 处，未作删减"
        for cap, count in selection.over.items()
    ]


def _left_out(selection: Selection, rules: Rules, found: Found, offered: Set[int]) -> list[str]:
    """Return which demands have no entry, and why; offered: those that were offered some."""
    listed = {pair.demand_id for pair in selection.pairs}
    worthy = {
        choice.pair.demand_id
        for choice in found.choices.values()
        if choice.pair.pinned or choice.pair.score >= rules.min_score
    }
    titles = {demand.doc.id: demand.doc.title for demand in found.guests}
    without = [demand for demand in titles if demand not in worthy]
    return [
        *_without(
            "没有同领域且得分达到要求的专利", [titles[d] for d in without if d not in offered]
        ),
        *_without(
            "除此前已推介或洽谈过的以外，没有其他合适的专利",
            [titles[d] for d in without if d in offered],
        ),
        *_without("因名额规则未能列入", [t for d, t in titles.items() if d in worthy - listed]),
    ]


def _held_back(selection: Selection, found: Found) -> list[str]:
    notices = []
    if found.held_back[Gate.CONFIDENTIAL]:
        notices.append(f"{found.held_back[Gate.CONFIDENTIAL]} 项定向或不公开的需求未列入")
    if not selection.pairs:
        notices.append("名单为空：没有符合片区、产业与法律状态要求的配对")
    return notices


def _without(why: str, titles: Sequence[str]) -> list[str]:
    return [f"以下需求{why}：{_named(titles)}"] if titles else []


def _named(names: Sequence[str], *, quoted: bool = True) -> str:
    shown = "、".join(f"“{name}”" if quoted else name for name in names[:SHOWN])
    return shown + (f"等 {len(names)} 项" if len(names) > SHOWN else "")
