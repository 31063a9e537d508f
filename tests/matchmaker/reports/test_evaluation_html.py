"""The page of an evaluation: it stands alone, says what was measured, and shows texts as texts."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.significance import Interval
from matchmaker.reports import evaluation_html
from matchmaker.reports.evaluation_html import chance, excerpt, signed, signed_span, span
from matchmaker.services.comparison import Bench, get_contestant, hold, list_peers
from matchmaker.services.evaluation_report import EvaluationReport, ReportSource, make_report
from tests.conftest import NOW
from tests.matchmaker.services.judged_cases import DEMANDS, PAIRS

ALGORITHM = get_algorithm("tfidf-v1")
SOURCE = ReportSource("需求 & 评判.csv", "pairs.csv", 4, NOW)
VOID = {"meta", "br", "hr", "img", "link", "input"}


def make(against: str | None = None) -> EvaluationReport:
    sly = DEMANDS | {"mill": replace(DEMANDS["mill"], title="<script>alert(1)</script>轧辊修复")}
    bench = Bench(sly, PAIRS, "rjieba")
    rival = get_contestant(against, Path("nowhere")) if against else None
    return make_report(SOURCE, hold(bench, ALGORITHM, list_peers(), rival), ALGORITHM)


@pytest.fixture(scope="module")
def page() -> str:
    return evaluation_html.build(make("characters")).decode("utf-8")


class Balance(HTMLParser):
    """Collects what was opened and never closed, and every attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [name for name, _ in attrs if name in {"src", "href", "action"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page_stands_alone(page: str) -> None:
    parser = Balance()
    parser.feed(page)
    assert (parser.open, parser.addresses) == ([], [])
    assert re.findall(r"<script|<link|<iframe|https?://|url\(|@import|\son\w+=", page) == []


def test_page_says_what_was_measured_on_what_and_when(page: str) -> None:
    for text in ("tfidf-v1", "需求 &amp; 评判.csv", "pairs.csv", "4／3／3", "2024-05-06 09:30"):
        assert text in page


def test_page_shows_texts_of_demands_as_texts(page: str) -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;轧辊修复" in page


def test_page_has_a_row_for_every_ranking_with_its_intervals(page: str) -> None:
    rows = re.findall(r'<th scope="row">(.+?)</th>(.+?)</tr>', page)
    assert [name for name, _ in rows] == ["tfidf-v1", "jieba-tfidf", "characters"]
    assert all(cells.count("（") == 4 for _, cells in rows)


def test_page_has_every_chart_as_valid_xml(page: str) -> None:
    charts = [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    assert [chart.get("aria-label") for chart in charts] == [
        "各算法 nDCG@10",
        "两种算法逐项需求比较",
        "各产业 nDCG@10",
        "各篇幅 nDCG@10",
        "得分与相关比例",
        "去掉一项特征后 nDCG@10 的变化",
    ]
    marks = [
        sum(element.get("class") in {"dot", "point", "bar"} for element in chart.iter())
        for chart in charts
    ]
    report = make("characters")
    assert marks == [3, 3, len(report.contest.industries), 3, 10, 3]


def test_sections_are_numbered_with_and_without_a_comparison(page: str) -> None:
    alone = evaluation_html.build(make()).decode("utf-8")
    headings = [re.findall(r"<h2>(.)、(.+?)</h2>", text) for text in (page, alone)]
    assert "".join(number for number, _ in headings[0]) == "一二三四五六"
    assert "".join(number for number, _ in headings[1]) == "一二三四五"
    assert headings[0][1] == ("二", "与 characters 比较")


def test_hardest_demands_stand_with_the_ranks_of_their_best_titles(page: str) -> None:
    assert page.count('<section class="demand">') == 3
    assert page.count("排在最前（共 5 条评判）") == 3
    assert page.count("评判最高（共 1 条）实际所在名次") == 3
    assert "4 强相关" in page


def test_verdict_names_the_better_one_only_where_chance_is_unlikely() -> None:
    report = make("characters")
    found = report.contest.comparison
    assert found is not None
    texts = []
    for p, mean in ((0.2, 0.1), (0.01, 0.1), (0.01, -0.1)):
        test = replace(found.test, p=p, difference=Interval(mean, mean, mean, 3))
        contest = replace(report.contest, comparison=replace(found, test=test))
        texts.append(evaluation_html.build(replace(report, contest=contest)).decode("utf-8"))
    assert "tfidf-v1 与 characters 的差别可能出于偶然" in texts[0]
    assert "tfidf-v1 优于 characters" in texts[1]
    assert "characters 优于 tfidf-v1" in texts[2]


def test_figures_are_written_as_one_reads_them() -> None:
    assert span(Interval(0.66, 0.627, 0.6914, 136)) == "0.660（0.627–0.691）"
    assert span(Interval(0.0, 0.0, 0.0, 0)) == "–"
    assert signed_span(Interval(0.01, -0.004, 0.0, 9)) == "+0.010（−0.004 至 0.000）"
    assert [signed(value) for value in (0.0004, -0.0004, -0.24)] == ["0.000", "0.000", "−0.240"]
    assert [chance(p) for p in (0.0001, 0.14)] == ["p < 0.001", "p = 0.140"]


def test_long_text_is_cut_with_its_length() -> None:
    assert excerpt("字" * 260) == "字" * 260
    assert excerpt("字" * 261) == "字" * 260 + "……（全文 261 字）"
