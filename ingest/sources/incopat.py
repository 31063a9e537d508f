"""The export of incoPat (合享); rebuilt from lists of its headers, no original was at hand."""

from ingest.mapping import Source
from ingest.sources.patent_sheet import PATENT_ALIASES, PATENT_NOTED
from ingest.types import CellHabits

INCOPAT = Source(
    name="incopat",
    label="incoPat 导出",
    aliases={
        **PATENT_ALIASES,
        # The standardised name joins bodies that are distinct: the plain one goes first.
        "current_owners": ("当前权利人", "标准化当前权利人"),
        # 法律状态 lists everything that ever happened, the present state among it.
        "legal_text": ("当前法律状态", "专利有效性"),
        # These name what the patent may be used for, not an industry's code.
        "industry_text": ("新兴产业分类", "国民经济分类"),
    },
    required=("application_number", "title"),
    signature=frozenset({"公开（公告）号", "合享价值度"}),
    noted=PATENT_NOTED
    | {
        "法律状态",
        "法律事件",
        "链接到incoPat",
        "公开国别",
        "文献种类代码",
        "标题(翻译)",
        "标题(英文)",
        "摘要(翻译)",
        "摘要(英文)",
        "首权翻译",
        "优先权信息",
        "最早优先权日",
        "优先权国别",
        "PCT国际申请号",
        "PCT国际公布号",
        "PCT进入国家阶段日",
        "首次公开日",
        "实质审查生效日",
        "专利寿命(月)",
        "独立权利要求数量",
        "从属权利要求数量",
        "文献页数",
        "首权字数",
        "技术功效1级",
        "技术功效2级",
        "技术功效3级",
        "技术功效TRIZ参数",
        "洛迦诺分类号",
        "申请人数量",
        "申请人类型",
        "申请人国别代码",
        "申请人省市代码",
        "发明人数量",
        "发明人国别",
        "发明人地址",
        "引证次数",
        "家族引证次数",
        "家族被引证次数",
        "简单同族",
        "扩展同族",
        "简单同族个数",
        "扩展同族个数",
        "标准受让人",
        "诉讼次数",
        "工商注册地址",
        "工商公司类型",
        "工商成立日期",
        "工商注册号",
        "工商企业状态",
    },
    habits=CellHabits(name_marks=";；"),
)
