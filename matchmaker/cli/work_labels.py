"""What parameters and results of background work are called, and how their values are shown."""

import json
from collections.abc import Iterable

PARAMETERS = {
    "upload": "上传文件编号",
    "file": "文件",
    "rows": "内容",
    "owner": "单位",
    "mapping": "列名对应",
    "source_date": "资料截至",
    "event": "活动",
    "demand_id": "需求编号",
    "patent_id": "专利编号",
    "as_of": "统计日",
    "anywhere": "不限地域",
    "any_state": "不限法律状态",
    "algorithm": "算法",
    "afresh": "全部重排",
    "whole": "全部重建",
    "top": "每项需求几件",
    "workers": "进程数",
    "platform": "平台",
    "sheet": "表",
    "city_code": "市州",
    "industry": "产业",
    "organisation_id": "单位编号",
    "version": "名单版次",
}
RESULTS = {
    "upload": "上传文件编号",
    "refused_rows": "拒收的行",
    "refusals": "拒收原因",
    "source_date": "资料截至",
    "batch_id": "导入批次",
    "file": "文件",
    "source": "表样",
    "rows": "行数",
    "new": "新增",
    "changed": "更新",
    "unchanged": "未变",
    "refused": "拒收",
    "kept": "保留原值",
    "mapping": "列名对应",
    "unknown_headers": "未使用的列",
    "noted_headers": "已识别但不保存",
    "skipped_sheets": "跳过的工作表",
    "skipped_rows": "跳过的合计行",
    "preview": "预览",
    "event": "活动",
    "version": "版本",
    "entries": "对数",
    "made": "是否新做",
    "locked": "是否锁定",
    "meetings": "会面",
    "moved": "调整",
    "dropped": "取消",
    "added": "新增",
    "notices": "提示",
    "patents": "专利数",
    "columns": "词项数",
    "segmenter": "分词器",
    "stale": "是否过期",
    "patent_records": "专利（件）",
    "patent_changed": "归类有变的专利（件）",
    "demand_records": "需求（项）",
    "demand_changed": "归类有变的需求（项）",
    "run_id": "匹配编号",
    "demands": "需求数",
    "stored": "本次存入",
    "resumed": "上次已完成",
    "size": "字节",
    "what": "导出了什么",
    "scope": "范围",
    "left_out": "不能对外、未给出",
    "cut": "截短的格",
}


def named(values: Iterable[tuple[str, object]], labels: dict[str, str]) -> list[dict[str, str]]:
    """Return the values that say anything as rows of a name and a text."""
    return [
        {"name": labels.get(name, name), "value": _shown(value)}
        for name, value in values
        if value not in ("", None, [], {})
    ]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
