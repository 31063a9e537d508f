"""Make the Word templates that come along with the service, as offices get them to change.

They are files, not code: whoever wants others puts them in their place on the page of reports.
"""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement

from matchmaker.reports.official import (
    TABLE_FONT,
    TABLE_POINTS,
    body,
    heading,
    official_document,
    picture,
    signature,
    title,
)
from matchmaker.reports.word import (
    add_text,
    centre,
    document_bytes,
    set_columns,
    set_spacing,
    shade,
)

FOLDER = Path(__file__).parents[1] / "matchmaker" / "data" / "report_templates"
MADE_AT = datetime(2024, 5, 1, tzinfo=UTC)
HEAD_FILL = "E8EEF5"
CAMPAIGN = "“知识产权服务万里行”专利转化运用专项活动"


def main() -> None:
    """Write the templates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in (("summary", summary()), ("case", case()), ("plan", plan())):
        (folder / f"{name}.docx").write_bytes(document_bytes(document))


def summary() -> DocumentObject:
    """Return the template of the summary report (活动总结报告)."""
    document = official_document("活动总结报告", MADE_AT)
    title(document, f"{{{{ 单位 }}}}{CAMPAIGN}总结报告")
    body(
        document,
        f"按照《关于组织开展2024年{CAMPAIGN}的通知》要求，{{{{ 单位 }}}}认真组织实施。"
        "现将{{ 统计期 }}（截至{{ 截至日期 }}）活动开展情况报告如下。",
    )
    heading(document, "一、组织情况")
    body(document, "【请填写：领导机构、工作方案、部门协同和经费安排】")
    heading(document, "二、重点任务完成情况")
    for name, text in _TASKS:
        heading(document, name, 2)
        body(document, text)
    heading(document, "三、主要做法")
    body(
        document,
        "{% if 做法成效 %}{{ 做法成效 }}{% else %}"
        "【请填写：二至三条有特点的做法，每条写明起因、做法和成效】{% endif %}",
    )
    heading(document, "四、活动成效")
    body(
        document,
        "{{ 统计期 }}，专利转让许可{{ 转让许可合计 }}，上年同期{{ 转让许可合计_上年同期 }}，"
        "增幅{{ 转让许可合计_增幅 }}；专利质押融资额{{ 质押融资额 }}，上年同期"
        "{{ 质押融资额_上年同期 }}，增幅{{ 质押融资额_增幅 }}。主要指标如下表。",
    )
    _table(
        document,
        (("任务", 2.4), ("指标", 3.6), ("本期", 2.6), ("上年同期", 2.6), ("增幅", 3.2)),
        "汇总",
        ("任务", "指标", "本期", "上年同期", "增幅"),
    )
    for chart in ("图_各月转让许可", "图_各月质押融资额"):
        picture(document, f"{{{{ {chart} }}}}")
    body(document, "各市州专利转让许可和质押融资情况如下表。")
    _table(
        document,
        (("市州", 2.0), ("转让许可", 2.6), ("增幅", 3.6), ("质押融资额", 2.6), ("增幅", 3.6)),
        "各市州",
        ("市州", "转让许可", "转让许可增幅", "质押融资额", "质押融资增幅"),
    )
    heading(document, "五、存在问题")
    body(document, "增幅未达到活动要求的：{{ 落后市州 }}。")
    body(document, "{% if 存在问题 %}{{ 存在问题 }}{% else %}【请填写：问题及原因】{% endif %}")
    heading(document, "六、下一步工作")
    body(
        document,
        "{% if 意见建议 %}{{ 意见建议 }}{% else %}"
        "【请填写：下一步安排和对省局工作的建议】{% endif %}",
    )
    signature(document, "{{ 单位 }}", "{{ 编制日期 }}")
    _annex(document)
    return document


def _annex(document: DocumentObject) -> None:
    """Add what cities write in their reports, each under its name, where any does."""
    body(document, "{%p if 市州总结 %}")
    heading(document, "附件：各市州总结")
    body(document, "{%p for 市 in 市州总结 %}")
    heading(document, "（{{ 市.序 }}）{{ 市.市州 }}", 2)
    for part in ("做法成效", "存在问题", "意见建议"):
        body(document, f"{{%p if 市.{part} %}}")
        body(document, f"{part}：{{{{ 市.{part} }}}}")
        body(document, "{%p endif %}")
    body(document, "{%p endfor %}")
    body(document, "{%p endif %}")


def plan() -> DocumentObject:
    """Return the template of a city's plan (市州活动方案)."""
    document = official_document("市州活动方案", MADE_AT)
    title(document, f"{{{{ 单位 }}}}{{{{ 年份 }}}}年{CAMPAIGN}实施方案")
    body(
        document,
        f"为贯彻落实《关于组织开展{CAMPAIGN}的通知》要求，扎实推进专利转化运用，"
        "结合{{ 市州 }}实际，制定本方案。",
    )
    heading(document, "一、组织领导")
    body(
        document,
        "{% if 组织领导 %}{{ 组织领导 }}{% else %}【请填写：领导机构、牵头部门和分工】{% endif %}",
    )
    heading(document, "二、工作目标")
    body(document, "{% if 指标 %}主要指标如下表。{% else %}【请填写：主要指标】{% endif %}")
    _table(
        document,
        (("任务", 2.6), ("指标", 3.8), ("计划", 2.8), ("上年同期", 3.2), ("要求", 2.4)),
        "指标",
        ("任务", "指标", "计划", "上年同期", "要求"),
    )
    heading(document, "三、活动安排")
    body(document, "{% if 活动 %}主要活动如下表。{% else %}【请填写：活动安排】{% endif %}")
    _table(
        document,
        (("时间", 2.2), ("类型", 2.2), ("名称", 5.2), ("地点", 2.6), ("责任单位", 2.8)),
        "活动",
        ("时间", "类型", "名称", "地点", "责任单位"),
    )
    heading(document, "四、保障措施")
    body(
        document,
        "{% if 保障措施 %}{{ 保障措施 }}{% else %}【请填写：经费、人员和宣传】{% endif %}",
    )
    signature(document, "{{ 单位 }}", "{{ 编制日期 }}")
    return document


_TASKS: Sequence[tuple[str, str]] = (
    (
        "（一）宣讲推广政策",
        "举办宣讲活动{{ 宣讲活动 }}，覆盖{{ 宣讲覆盖 }}。【请填写：宣讲的政策和方式】",
    ),
    (
        "（二）供需对接",
        "举办供需对接活动{{ 供需对接活动 }}{% if 省级对接活动_要求 != '—' %}，其中省级"
        "{{ 省级对接活动 }}（要求{{ 省级对接活动_要求 }}）{% endif %}；参加企业"
        "{{ 参加企业 }}、高校院所{{ 参加高校院所 }}，推介专利{{ 推介专利 }}，征集需求"
        "{{ 征集需求 }}，匹配{{ 匹配对数 }}，举行会面{{ 举行会面 }}；达成意向"
        "{{ 达成意向 }}、{{ 意向金额 }}，签订合同{{ 签订合同 }}、{{ 合同金额 }}。",
    ),
    (
        "（三）路演推介",
        "举办路演{{ 路演活动 }}，推介项目{{ 路演项目 }}，参加投资机构{{ 参加投资机构 }}。",
    ),
    (
        "（四）开放许可和专利产品备案",
        "开放许可声明{{ 开放许可声明 }}，实施{{ 开放许可实施 }}、{{ 开放许可金额 }}；摸底调查企业"
        "{{ 摸底调查企业 }}，备案产品{{ 备案产品 }}，认定{{ 认定产品 }}，备案产品产值"
        "{{ 备案产品产值 }}。",
    ),
    (
        "（五）知识产权金融",
        "专利质押融资{{ 质押融资 }}、{{ 质押融资额 }}，举办入园惠企{{ 入园惠企活动 }}、一月一链"
        "{{ 一月一链活动 }}，白名单企业{{ 白名单企业 }}、授信{{ 白名单授信额 }}，服务拟上市企业"
        "{{ 服务拟上市企业 }}。",
    ),
    (
        "（六）公共服务",
        "走访调研{{ 走访调研 }}，解决问题{{ 解决问题 }}。【请填写：服务内容和效果】",
    ),
    (
        "（七）实务培训",
        "举办培训{{ 培训班次 }}，{{ 培训人次 }}；宣传报道{{ 宣传报道 }}，典型案例{{ 典型案例 }}。",
    ),
)


def case() -> DocumentObject:
    """Return the template of a model case (活动典型案例)."""
    document = official_document("活动典型案例", MADE_AT)
    title(document, "{{ 案例名称 }}")
    for name, text in (
        (
            "一、案例单位",
            _or("案例单位", "{{ 供给方 }}、{{ 需求方 }}")
            + "。案例类别："
            + _or("类别", "{{ 方式 }}")
            + "。所属产业：{{ 产业 }}。",
        ),
        ("二、涉及专利", "{{ 专利 }}"),
        ("三、案例背景", _or("背景", "【请填写：企业的技术问题、专利的来历】{{ 需求 }}")),
        (
            "四、主要做法",
            _or(
                "做法",
                "{{ 对接经过 }}【请填写：双方如何找到对方、如何谈成，有关部门做了什么】",
            ),
        ),
        (
            "五、合作方式和金额",
            _or(
                "方式和金额",
                "双方以{{ 方式 }}方式合作，金额{{ 金额 }}，{{ 签订日期 }}签订合同，"
                "{{ 登记情况 }}。",
            ),
        ),
        ("六、取得成效", _or("成效", "【请填写：产品、产值、就业、替代进口等成效，并注明依据】")),
        ("七、示范意义", _or("典型意义", "【请填写：为什么值得推广】")),
        ("八、佐证材料", "{{ 佐证材料 }}"),
        ("九、公开意见", _or("公开意见", "供给方、需求方是否同意公开：【请填写】")),
    ):
        heading(document, name)
        body(document, text)
    signature(document, "{{ 单位 }}", "{{ 编制日期 }}")
    return document


def _or(field: str, otherwise: str) -> str:
    """Return what shows a field, and where it is empty something else."""
    return f"{{% if {field} %}}{{{{ {field} }}}}{{% else %}}{otherwise}{{% endif %}}"


def _table(
    document: DocumentObject,
    columns: Sequence[tuple[str, float]],
    rows: str,
    fields: Sequence[str],
) -> None:
    """Add a table with a row for each of a list; columns: head and width in centimetres."""
    table = document.add_table(rows=4, cols=len(columns))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    # The head comes again on every page.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    loop = ("{%tr for 行 in " + rows + " %}", "{%tr endfor %}")
    for position, (head, _) in enumerate(columns):
        cell = table.cell(0, position)
        shade(cell, HEAD_FILL)
        centre(cell.paragraphs[0])
        add_text(cell.paragraphs[0], head, TABLE_FONT, TABLE_POINTS)
        field = "{{ 行." + fields[position] + " }}"
        add_text(table.cell(2, position).paragraphs[0], field, TABLE_FONT, TABLE_POINTS)
    for row, text in zip((1, 3), loop, strict=True):
        add_text(table.cell(row, 0).paragraphs[0], text, TABLE_FONT, TABLE_POINTS)
    for row in table.rows:
        # None begins on one page and ends on the next.
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell in row.cells:
            set_spacing(cell.paragraphs[0], 1.0)
    set_columns(table, [width for _, width in columns])


if __name__ == "__main__":
    main()
