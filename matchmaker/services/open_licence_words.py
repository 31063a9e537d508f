"""What a declaration and its uses say, in words, contacts masked: for steps and for pages."""

from collections.abc import Mapping
from datetime import date

from models.open_licence import OpenLicence, OpenLicenceUse
from models.values.contact import mask_contact
from models.values.money import Money

LABELS: Mapping[str, str] = {
    "state": "状态",
    "fee": "许可使用费支付方式与标准",
    "term_from": "许可期限起",
    "term_until": "许可期限止",
    "other_terms": "其他需要明确的事项",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "co_owners_agree": "全体共有人同意",
    "pledgee_agrees": "质权人同意",
    "annuity_paid": "年费已按规定缴纳",
    "no_exclusive_licence": "没有有效的独占或排他许可",
    "not_suspended": "不在中止或保全期间",
    "evaluation_report": "专利权评价报告编号",
    "submitted_on": "提交日",
    "announced_on": "公告日",
    "announcement_number": "公告编号",
    "withdrawn_on": "撤回日",
    "ended_on": "结束日",
    "licensee": "使用单位",
    "note": "说明",
    "notified_on": "书面通知日",
    "filed_on": "备案日",
    "filing_number": "备案编号",
    "fee_paid_cny": "已付使用费",
}
ANSWERS = (
    "annuity_paid",
    "no_exclusive_licence",
    "not_suspended",
    "co_owners_agree",
    "pledgee_agrees",
)
_OF_LICENCE = (
    "term_from",
    "term_until",
    "other_terms",
    "contact_name",
    "contact_phone",
    *ANSWERS,
    "evaluation_report",
    "submitted_on",
    "announced_on",
    "announcement_number",
    "withdrawn_on",
    "ended_on",
)
_OF_USE = (
    "licensee",
    "note",
    "notified_on",
    "filed_on",
    "filing_number",
    "fee_paid_cny",
    "ended_on",
)


def tell_licence(licence: OpenLicence) -> dict[str, str]:
    """Return column → in words, empty for what is not said."""
    fee = licence.fee
    told = {"state": licence.state.label, "fee": "" if fee is None else fee.display}
    return told | {name: _tell(name, getattr(licence, name)) for name in _OF_LICENCE}


def tell_use(use: OpenLicenceUse) -> dict[str, str]:
    """Return the same of a use."""
    return {name: _tell(name, getattr(use, name)) for name in _OF_USE}


def differing(
    before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return of both what they tell otherwise."""
    changed = [name for name in after if before.get(name, "") != after[name]]
    return {name: before.get(name, "") for name in changed}, {name: after[name] for name in changed}


def tell_change(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return a sentence for each column that was changed."""
    return [
        f"{LABELS.get(name, name)}：{old} → {text or '（空）'}"
        if (old := before.get(name))
        else f"{LABELS.get(name, name)}：{text}"
        for name, text in after.items()
    ]


def _tell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if name == "fee_paid_cny":
        return Money.parse(str(value)).display
    return mask_contact(name, str(value))
