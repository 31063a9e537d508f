"""The order of a year's model cases as a workbook: marks with formulas, reasons, sensitivity."""

from collections.abc import Sequence
from datetime import datetime

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from matchmaker.cases.ranking import TRIMMED_FROM
from matchmaker.reports.sheets import Book, Column, Value, write_table, write_title
from matchmaker.services.cases.round_view import RoundView
from models.case_enums import CaseState
from models.model_case import CaseMark

RANKING, MARKS, REASONS, SHIFTS, ABOUT = "名次", "评分", "评分理由", "灵敏度", "说明"
HEAD_ROW = 1
POINTS = "0.00"


def file_name(view: RoundView) -> str:
    """Return what the workbook is called."""
    return f"典型案例评分排名_{view.round.year}.xlsx"


def build(view: RoundView, at: datetime) -> bytes:
    """Return the workbook; at: the moment of its content."""
    book = Book(f"{view.round.year} 年典型案例评分排名", at)
    ranking = book.sheet(RANKING)
    marks = book.sheet(MARKS)
    rows = _write_marks(book, marks, view)
    _write_ranking(book, ranking, view, rows)
    _write_reasons(book, view)
    _write_shifts(book, view)
    _write_about(book, view, at)
    return book.bytes()


def _write_ranking(
    book: Book, sheet: Worksheet, view: RoundView, rows: dict[tuple[int, int], int]
) -> None:
    """Write the order; rows: case and reviewer → row of the marks, whose sum each mark quotes."""
    people = [one.account for one in view.progress]
    columns = [
        Column("名次", 6, centred=True),
        Column("编号", 6, centred=True),
        Column("案例名称", 46),
        Column("市州", 9, centred=True),
        Column("类别", 11, centred=True),
        *(Column(one.name, 10, POINTS, centred=True) for one in people),
        Column("得分", 9, POINTS, centred=True),
        Column("标准差", 9, POINTS, centred=True),
        Column("结果", 9, centred=True),
        Column("不按名次的理由", 34),
    ]
    write_title(book, sheet, f"{view.round.year} 年典型案例评分排名", len(columns))
    table = [
        [
            row.ranked.place,
            row.case.id,
            row.case.title,
            row.city,
            row.case.category.label,
            *(None for _ in people),
            None,
            None,
            row.case.state.label,
            row.case.choice_reason,
        ]
        for row in view.rows
    ]
    write_table(book, sheet, HEAD_ROW, columns, table)
    style = book.style(border=1, align="center", num_format=POINTS)
    first, last = 5, 5 + len(people) - 1
    total = 5 + len(view.criteria)
    for number, row in enumerate(view.rows, start=HEAD_ROW + 1):
        for position, person in enumerate(people, start=first):
            of = rows.get((row.case.id or 0, person.id or 0))
            value = row.ranked.by_reviewer.get(person.id or 0)
            if of is not None and value is not None:
                cell = xl_rowcol_to_cell(of, total)
                sheet.write_formula(number, position, f"={MARKS}!{cell}", style, float(value))
            elif any(name == person.name for name in row.barred):
                sheet.write_string(number, position, "回避", style)
        if row.score is None:
            continue
        span = f"{xl_rowcol_to_cell(number, first)}:{xl_rowcol_to_cell(number, last)}"
        sheet.write_formula(number, last + 1, _mean(span), style, row.score)
        if row.ranked.spread is not None:
            sheet.write_formula(number, last + 2, f"=STDEV({span})", style, row.ranked.spread)


def _mean(span: str) -> str:
    """Return the formula of a case's mark: the mean, from five on without highest and lowest."""
    trimmed = f"(SUM({span})-MAX({span})-MIN({span}))/(COUNT({span})-2)"
    return f"=IF(COUNT({span})>={TRIMMED_FROM},{trimmed},AVERAGE({span}))"


def _write_marks(book: Book, sheet: Worksheet, view: RoundView) -> dict[tuple[int, int], int]:
    """Write every sheet of marks with its weighted sum; return case and reviewer → row."""
    names = {one.account.id or 0: one.account.name for one in view.progress}
    columns = [
        Column("名次", 6, centred=True),
        Column("编号", 6, centred=True),
        Column("案例名称", 46),
        Column("评委", 12, centred=True),
        Column("是否评完", 9, centred=True),
        *(Column(one.name, 12, centred=True) for one in view.criteria),
        Column("加权得分", 10, POINTS, centred=True),
    ]
    write_title(book, sheet, "各评委评分", len(columns))
    weights = ["", "", "权重", "", "", *(one.weight for one in view.criteria), None]
    table: list[list[Value]] = [list(weights)]
    rows: dict[tuple[int, int], int] = {}
    for row in view.rows:
        for reviewer, name in names.items():
            given = view.marks.get((row.case.id or 0, reviewer))
            if given is None:
                continue
            said = {one.criterion: one.mark for one in given}
            rows[row.case.id or 0, reviewer] = HEAD_ROW + 1 + len(table)
            table.append(
                [
                    row.ranked.place,
                    row.case.id,
                    row.case.title,
                    name,
                    "是" if reviewer in row.ranked.by_reviewer else "否，不计",
                    *(said.get(one.slug) for one in view.criteria),
                    None,
                ]
            )
    write_table(book, sheet, HEAD_ROW, columns, table)
    style = book.style(border=1, align="center", num_format=POINTS)
    first, last = 5, 5 + len(view.criteria) - 1
    top = HEAD_ROW + 1
    weighed = (
        f"{xl_rowcol_to_cell(top, first, True, True)}:{xl_rowcol_to_cell(top, last, True, True)}"
    )
    by_case = {row.case.id or 0: row for row in view.rows}
    for (case_id, reviewer), number in rows.items():
        value = by_case[case_id].ranked.by_reviewer.get(reviewer)
        if value is not None:
            own = f"{xl_rowcol_to_cell(number, first)}:{xl_rowcol_to_cell(number, last)}"
            formula = f"=SUMPRODUCT({own},{weighed})/SUM({weighed})"
            sheet.write_formula(number, last + 1, formula, style, float(value))
    return rows


def _write_reasons(book: Book, view: RoundView) -> None:
    columns = [
        Column("名次", 6, centred=True),
        Column("案例名称", 46),
        Column("评委", 12, centred=True),
        Column("标准", 14, centred=True),
        Column("分数", 7, centred=True),
        Column("理由", 60),
    ]
    sheet = book.sheet(REASONS)
    write_title(book, sheet, "评分理由", len(columns))
    names = {one.slug: one.name for one in view.criteria}
    table: list[list[Value]] = [
        [row.ranked.place, row.case.title, one.account.name, names[m.criterion], m.mark, m.reason]
        for row in view.rows
        for one in view.progress
        for m in _ordered(view, (row.case.id or 0, one.account.id or 0))
    ]
    write_table(book, sheet, HEAD_ROW, columns, table)


def _ordered(view: RoundView, pair: tuple[int, int]) -> Sequence[CaseMark]:
    given = {one.criterion: one for one in view.marks.get(pair, ())}
    return [given[one.slug] for one in view.criteria if one.slug in given]


def _write_shifts(book: Book, view: RoundView) -> None:
    columns = [Column("变动", 32), Column("换入", 50), Column("换出", 50)]
    sheet = book.sheet(SHIFTS)
    write_title(book, sheet, "按名次入选的案例在各种变动下如何改变", len(columns))
    table = [
        [one.what, "；".join(one.entering) or "不变", "；".join(one.leaving) or "不变"]
        for one in view.shifts
    ]
    write_table(book, sheet, HEAD_ROW, columns, table)


def _write_about(book: Book, view: RoundView, at: datetime) -> None:
    columns = [Column("项目", 18), Column("内容", 100)]
    sheet = book.sheet(ABOUT)
    write_title(book, sheet, "说明", len(columns))
    chosen = sum(row.case.state is CaseState.CHOSEN for row in view.rows)
    table = [
        ["名额", f"{view.round.size} 个"],
        ["参评案例", f"{len(view.rows)} 个"],
        ["入选", f"{chosen} 个" if view.round.locked_at else "还没有确定"],
        ["没有完成的评分", f"{view.open_marks} 份"],
        ["计分办法", view.rule],
        *([f"标准：{one.name}（{one.weight}）", one.asks] for one in view.criteria),
        ["提示", "；".join(view.hints) or "无"],
        ["导出时间", at.strftime("%Y-%m-%d %H:%M")],
    ]
    write_table(book, sheet, HEAD_ROW, columns, table)
