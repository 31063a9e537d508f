import pytest
from hypothesis import given

from models.errors import InvalidValue
from models.values.legal_status import LegalState, parse_legal_state
from tests.models.values.strategies import any_text

DEAD, PENDING = LegalState.DEAD, LegalState.PENDING
ALIVE, UNKNOWN = LegalState.IN_FORCE, LegalState.UNKNOWN


def test_labels_are_chinese():
    assert [state.label for state in LegalState] == ["有效", "审中", "失效", "状态不明"]


@pytest.mark.parametrize(
    "text",
    [
        "失效",
        "权利终止",
        "未缴年费",
        "未缴年费专利权终止",
        "期限届满",
        "专利权有效期届满",
        "撤回",
        "发明专利申请公布后的视为撤回",
        "驳回",
        "放弃",
        "避免重复授予专利权",
        "全部无效",
        "宣告全部无效",
        "专利权全部无效",
        "未授权",
        "失效 | 未缴年费",
        "PCT指定期满",
        "部分无效；未缴年费",
        "0",
        "220",
    ],
)
def test_dead_words_win(text):
    assert parse_legal_state(text) == DEAD


@pytest.mark.parametrize(
    "text",
    ["审中", "公开", "实质审查", "实质审查的生效", "审中-实审", "受理", "PCT指定期内", "2", "221"],
)
def test_pending_words(text):
    assert parse_legal_state(text) == PENDING


@pytest.mark.parametrize(
    "text",
    [
        "有效",
        "授权",
        "有效|授权",
        "质押合同登记生效",
        "专利权质押合同登记的生效、变更及注销",
        "开放许可声明",
        "专利权保全",
        "专利权保全解除",
        "许可合同备案生效",
        "权利恢复",
        "部分无效",
        "宣告专利权部分无效",
        "无效宣告请求审查决定:维持专利权有效",
        "专利权的转移",
        "1",
    ],
)
def test_words_of_living_patents(text):
    assert parse_legal_state(text) == ALIVE


@pytest.mark.parametrize(
    "text",
    ["", "  ", "-", "999", "未确认", "状态不明", "专利申请权、专利权的转移", "著录事项变更"],
)
def test_words_that_do_not_tell(text):
    assert parse_legal_state(text) == UNKNOWN


def test_unknown_words_are_refused_with_a_remedy():
    with pytest.raises(InvalidValue, match="有效、审中 或 失效"):
        parse_legal_state("很好")


@pytest.mark.parametrize("state", LegalState)
def test_label_and_value_survive_parsing(state):
    assert parse_legal_state(state.label) == parse_legal_state(state.value) == state


@given(any_text)
def test_parse_of_any_text_raises_nothing_else(text):
    try:
        state = parse_legal_state(text)
    except InvalidValue:
        return
    assert parse_legal_state(state.label) == state
