"""The export of PatSnap (智慧芽); rebuilt from lists of its headers, no original was at hand."""

from ingest.mapping import Source
from ingest.sources.patent_sheet import PATENT_ALIASES, PATENT_NOTED
from ingest.types import CellHabits

LEGAL_CODES = {
    "0": "失效",
    "1": "有效",
    "2": "审中",
    "220": "PCT指定期满",
    "221": "PCT指定期内",
    "999": "未确认",
}

PATSNAP = Source(
    name="patsnap",
    label="智慧芽 PatSnap 导出",
    aliases={
        **PATENT_ALIASES,
        # Patsnap专利标题 is rewritten by the database: it stands in only where there is no other.
        "title": ("标题", "标题(中文)", "标题(译)(简体中文)", "Patsnap专利标题"),
        "abstract": ("摘要", "摘要(中文)", "摘要(译)(简体中文)"),
        "current_owners": ("当前申请(专利权)人",),
        "applicants": ("原始申请(专利权)人", "申请(专利权)人", "第一申请人"),
        # An address and a place are those of the present owner here.
        "address": ("当前申请(专利权)人地址", "申请人地址", "地址"),
        # 法律状态/事件 tells what happened last; a transfer is no state.
        "legal_text": ("简单法律状态", "法律状态/事件"),
        "industry_text": ("战略新兴产业分类", "国民经济行业(主)", "应用领域分类", "技术主题分类"),
    },
    required=("application_number", "title"),
    signature=frozenset(
        {"公开(公告)号", "标题", "[标]当前申请(专利权)人", "简单法律状态"},
    ),
    noted=PATENT_NOTED
    | {
        "申请年",
        "申请年份",
        "授权年",
        "公开国别",
        "受理局",
        "摘要附图",
        "[标]代理机构",
        "当前申请(专利权)人数量",
        "[标]当前申请(专利权)人类型",
        "[标]原始申请(专利权)人类型",
        "原始申请(专利权)人州/省",
        "发明人数量",
        "IPC主分类号(部)释义",
        "IPC主分类号(小类)",
        "简单同族",
        "简单同族被引用专利总数",
        "5年内被引用数量",
        "[标]技术手段短语",
    },
    habits=CellHabits(name_marks="|", codes={"legal_text": LEGAL_CODES}),
)
