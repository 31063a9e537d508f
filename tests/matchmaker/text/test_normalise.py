import pytest
from hypothesis import given, settings

from matchmaker.text.normalise import is_figure, is_han, normalise, script_runs
from tests.matchmaker.text.strategies import han_texts


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＬＥＤ芯片", "led芯片"),
        ("LiFePO４", "lifepo4"),
        ("（一）", "(一)"),
        ("⼀种", "一种"),
        ("㎜", "mm"),
        ("", ""),
    ],
)
def test_normalise_folds_width_and_case(text, folded):
    assert normalise(text) == folded


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("基于北斗GNSS的定位", ["基于北斗", "gnss", "的定位"]),
        ("LiFePO4正极", ["lifepo4", "正极"]),
        ("在200.5mm处", ["在", "200.5mm", "处"]),
        ("5G通信", ["5g", "通信"]),
        ("锂电池，隔膜", ["锂电池", "隔膜"]),
        ("、；——", []),
    ],
)
def test_script_runs_keep_words_formulas_and_figures_whole(text, runs):
    assert script_runs(normalise(text)) == runs


@settings(deadline=None)
@given(han_texts)
def test_script_runs_stand_in_the_text_in_order(text):
    folded = normalise(text)
    position = 0
    for run in script_runs(folded):
        position = folded.index(run, position) + len(run)


@settings(deadline=None)
@given(han_texts)
def test_every_run_is_of_one_kind(text):
    for run in script_runs(normalise(text)):
        kinds = (is_han(run), is_figure(run), run[0].isascii() and run[0].isalpha())
        assert sum(kinds) == 1
        assert all(is_han(character) for character in run) == is_han(run)
