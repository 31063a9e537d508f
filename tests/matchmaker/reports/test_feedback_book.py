"""What is turned down and why, as a workbook."""

from io import BytesIO

from python_calamine import CalamineWorkbook
from sqlmodel import Session

from matchmaker.reports import feedback_book
from matchmaker.services.feedback_figures import feedback_figures
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason
from tests.conftest import NOW
from tests.matchmaker.people_world import FIRMS, OWNERS, make_world
from tests.matchmaker.services.feedback_cases import UNCLEAR, firm_says


def fill(session: Session) -> None:
    world = make_world(session)
    firm_says(session, world, 0, Opinion.UNFIT, UNCLEAR, DeclineReason.PRICE)
    firm_says(session, world, 3, Opinion.FIT)


def test_the_book_holds_the_figures_and_the_words_behind_them(session: Session) -> None:
    fill(session)
    figures = feedback_figures(session, for_organisers=True)
    content = feedback_book.build(figures, NOW)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["单位", "产业", "专利", "明细", "说明"]
    title, head, first, second = book.get_sheet_by_name("单位").to_python()
    assert title[0] == "供需双方反馈汇总：按单位"
    assert head[:8] == [
        *("单位", "市州", "企业数", "意见数", "合适", "不确定", "不合适", "其中已改进"),
    ]
    told = dict(zip(head, first, strict=True))
    assert (told["单位"], told["不合适"], told["描述不清"], told["价格"]) == (OWNERS[0], 1, 1, 1)
    assert second[0] == OWNERS[1]
    rows = book.get_sheet_by_name("明细").to_python()
    assert [row[5:8] for row in rows[1:]] == [
        [FIRMS[0], "不合适", "描述不清、价格"],
        [FIRMS[1], "合适", ""],
    ]
    assert feedback_book.build(figures, NOW) == content
    assert feedback_book.file_name(NOW).endswith(".xlsx")


def test_who_is_no_organiser_gets_no_words_and_no_small_numbers(session: Session) -> None:
    fill(session)
    figures = feedback_figures(session, for_organisers=False)
    book = CalamineWorkbook.from_filelike(BytesIO(feedback_book.build(figures, NOW)))
    assert book.sheet_names == ["单位", "产业", "专利", "说明"]
    assert len(book.get_sheet_by_name("单位").to_python()) == 2
    about = dict(row[:2] for row in book.get_sheet_by_name("说明").to_python()[1:])
    assert about["未列出"] == "不足 3 家企业的 5 项未列出"
