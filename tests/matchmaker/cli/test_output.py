"""Rows in a terminal: a table where it can be read, else one row after the other."""

import pytest
from rich.console import Console

from matchmaker.cli import output
from matchmaker.cli.output import Format, emit, has_room

LABELS = {"id": "编号", "name": "企业", "bank": "授信银行", "note": "说明"}
ROWS = [
    {"id": 1, "name": "黄石轧辊修复有限公司", "bank": "汉口银行", "note": None},
    {"id": 2, "name": "武汉[光谷]激光有限公司", "bank": "湖北银行", "note": "已核对"},
]


def shown(monkeypatch: pytest.MonkeyPatch, width: int, rows: list[dict[str, object]]) -> list[str]:
    screen = Console(width=width, record=True)
    monkeypatch.setattr(output, "console", screen)
    emit(rows, LABELS, Format.TABLE)
    return [line.rstrip() for line in screen.export_text().splitlines()]


def test_what_fits_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(monkeypatch, 80, ROWS)
    assert "┃ 编号 ┃ 企业                   ┃ 授信银行 ┃ 说明   ┃" in lines


def test_what_does_not_is_told_row_by_row_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, 36, ROWS) == [
        "编号      1",
        "企业      黄石轧辊修复有限公司",
        "授信银行  汉口银行",
        "",
        "编号      2",
        "企业      武汉[光谷]激光有限公司",
        "授信银行  湖北银行",
        "说明      已核对",
        "",
    ]


def test_nothing_has_its_headings(monkeypatch: pytest.MonkeyPatch) -> None:
    (_, heads, *_) = shown(monkeypatch, 36, [])
    assert "编号" in heads


@pytest.mark.parametrize(("width", "fits"), [(38, True), (37, False)])
def test_a_column_needs_six_characters_at_most(width: int, fits: bool) -> None:
    # A character of Chinese takes two cells; each column takes three more, the edge one.
    assert has_room(["编号", "一"], [["1", "二"], ["2", "三"]], 13)
    assert not has_room(["编号", "一"], [["1", "二"], ["2", "三"]], 12)
    assert has_room(["编号", "企业", "银行"], [["1", "很长" * 9, "很长" * 9]], width) is fits
