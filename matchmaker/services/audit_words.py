"""What the details of an audit record say, in words; the records keep the values themselves."""

from collections.abc import Mapping

from matchmaker.access.scope_labels import SCOPE_LABELS
from matchmaker.industry.chains import load_chains
from matchmaker.services.campaigns import RULES
from models.account_enums import AccountState, Role
from models.enums import ImportKind, ProposalStatus
from models.finance_enums import FinanceKind
from models.ledger_enums import ActivityKind, CountedFor, DealKind
from models.licence_enums import OpenLicenceAct
from models.listing_enums import ListingAct
from models.privacy_enums import DisclosureGround, DisclosurePurpose
from models.product_enums import ProductAct
from models.webhook import WebhookTopic

_NAMES = {
    "account": "账号编号",
    "accounts": "账号（个）",
    "act": "操作",
    "address": "地址",
    "batch": "导入批次",
    "belongs": "属于",
    "cases": "案例编号",
    "chain": "产业链",
    "changed": "更改（行）",
    "criteria": "评审标准",
    "decision": "意见",
    "demands": "需求（项）",
    "disclosures": "查看记录（条）",
    "draft": "新草稿（版）",
    "edition": "目录版本编号",
    "entries": "配对（对）",
    "fields": "改动的字段",
    "files": "文件",
    "firms": "企业（家）",
    "first": "首条编号",
    "from": "原来",
    "frozen": "锁定名单中的文字（处）",
    "giver": "供给方",
    "ground": "依据",
    "history": "修改记录（条）",
    "ids": "词条编号",
    "industries": "改动的产业",
    "licensee": "使用单位",
    "industry": "产业",
    "institution_share": "单个单位至多（份额）",
    "kept": "保留的单位编号",
    "kind": "内容",
    "know_how": "技术秘密（项）",
    "last": "末条编号",
    "last_hash": "末条校验值",
    "left_out": "不能对外、未给出（条）",
    "listed_until": "挂牌至",
    "locked": "已锁定（版）",
    "merged": "并入的单位编号",
    "most_firms": "路演企业至多（家）",
    "new": "新增（行）",
    "note": "说明",
    "number": "编号",
    "open_licences": "开放许可（项）",
    "organisation": "单位编号",
    "other": "专利的说法",
    "outcome": "结果",
    "participants": "参会单位（家）",
    "patents": "专利",
    "per_city": "每个市州至少（对）",
    "per_demand": "每项需求至多（件）",
    "per_enterprise": "每家企业至少（对）",
    "per_patent": "每件专利至多（次）",
    "person": "限于一人",
    "products": "专利产品（项）",
    "proposal": "申报编号",
    "purpose": "用途",
    "purpose_text": "用途说明",
    "quotas": "产业配额",
    "reason": "事由",
    "record": "记录",
    "records": "记录（条）",
    "refused": "拒收（行）",
    "refused_rows": "拒收的行（条）",
    "repeats": "可再次推介",
    "replaced": "改动的数（个）",
    "role": "角色",
    "rule_after": "新规则",
    "rule_before": "原规则",
    "rows": "给出（条）",
    "scope": "范围",
    "scopes": "权限范围",
    "sha256": "文件校验值",
    "status": "决定",
    "term": "需求的说法",
    "texts": "文字（处）",
    "title": "名称",
    "to": "改为",
    "topics": "事件",
    "total": "全部至多（对）",
    "upload": "上传编号",
    "version": "版次",
    "what": "导出了什么",
}
_ACTS = {
    "added": "新增",
    "enabled": "重新启用",
    "password_reset": "重置密码",
    "password_changed": "修改密码",
    "second_factor_set": "启用动态口令",
    "second_factor_removed": "停用动态口令",
    "issued": "发放",
    "revoked": "吊销",
    "allowed": "批准",
    "changed": "修改",
    "paused": "暂停",
    "resumed": "恢复",
    "secret renewed": "更换密钥",
    "deleted": "删除",
    **{state.value: state.label for state in AccountState},
    **{act.value: act.label for act in ListingAct},
    **{act.value: act.label for act in OpenLicenceAct},
    **{act.value: act.label for act in ProductAct},
}
_OUTCOMES = {
    "signed_in": "登录成功",
    "wrong": "用户名或密码不对",
    "locked": "尝试过多，暂停登录",
    "code_needed": "待输入动态口令",
    "code_wrong": "动态口令不对",
    "not_active": "账号未启用",
}
_KINDS = (ImportKind, ActivityKind, DealKind, FinanceKind)
_RULES = {one.value: one.label for one in CountedFor}
_ROLES = {role.value: role.label for role in Role}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "act": _ACTS,
    "chain": {chain.slug: chain.name for chain in load_chains().chains},
    "from": _ROLES,
    "ground": {one.value: one.label for one in DisclosureGround},
    "kind": {one.value: one.label for kind in _KINDS for one in kind},
    "outcome": _OUTCOMES,
    "purpose": {one.value: one.label for one in DisclosurePurpose},
    "role": _ROLES,
    "rule_after": _RULES,
    "rule_before": _RULES,
    "scopes": {scope.value: label for scope, label in SCOPE_LABELS.items()},
    "status": {one.value: one.label for one in ProposalStatus},
    "to": _ROLES,
    "topics": {one.value: one.label for one in WebhookTopic},
}


def tell_details(details: object, industries: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the details of a record, name by name; what is not known stands as it was written.

    industries: slug → name. Altered records may hold anything.
    """
    if not isinstance(details, dict):
        return [("", str(details))]
    return [
        (_NAMES.get(name, str(name)), _tell(name, value, industries))
        for name, value in details.items()
    ]


def _tell(name: str, value: object, industries: Mapping[str, str]) -> str:
    if isinstance(value, list):
        # Of a rule that was changed: before and after.
        between = " → " if name in RULES and len(value) == 2 else "、"
        return between.join(_tell(name, one, industries) for one in value) or "—"
    if isinstance(value, dict):
        return (
            "、".join(f"{key}：{_tell(str(key), one, industries)}" for key, one in value.items())
            or "—"
        )
    return _tell_one(name, value, industries)


def _tell_one(name: str, value: object, industries: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    text = "" if value is None else str(value)
    if name in ("industry", "industries"):
        return industries.get(text, text) or "—"
    return _VALUES.get(name, {}).get(text, text) or "—"
