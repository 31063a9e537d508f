"""What pydantic says of a refused value, in the words of those who have to write it anew."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matchmaker.web.operations.bodies import FieldProblem

Context = Mapping[str, Any]
_PLACES = ("body", "query", "path", "header", "cookie")
_PLAIN = {
    "missing": "必须填写",
    "extra_forbidden": "没有这个字段，请检查名称或去掉",
    "json_invalid": "不是合法的 JSON，请检查括号、引号和逗号",
    "string_type": "请填写文字",
    "int_type": "请填写整数",
    "int_parsing": "请填写整数",
    "int_from_float": "请填写整数",
    "float_type": "请填写数字",
    "float_parsing": "请填写数字",
    "decimal_parsing": "请填写数字",
    "finite_number": "请填写有限的数字",
    "bool_type": "请填写 true 或 false",
    "bool_parsing": "请填写 true 或 false",
    "date_type": "请填写日期，如 2024-06-18",
    "date_parsing": "请填写日期，如 2024-06-18",
    "date_from_datetime_parsing": "请填写日期，如 2024-06-18",
    "date_from_datetime_inexact": "请填写日期，如 2024-06-18，不带时间",
    "datetime_type": "请填写时间，如 2024-06-18T09:30:00+08:00",
    "datetime_parsing": "请填写时间，如 2024-06-18T09:30:00+08:00",
    "datetime_from_date_parsing": "请填写时间，如 2024-06-18T09:30:00+08:00",
    "timezone_aware": "请在时间后写明时区，如 +08:00",
    "time_parsing": "请填写时刻，如 09:30",
    "list_type": '请填写列表，如 ["甲", "乙"]',
    "tuple_type": '请填写列表，如 ["甲", "乙"]',
    "set_type": '请填写列表，如 ["甲", "乙"]',
    "dict_type": '请填写对象，如 {"名称": "值"}',
    "model_type": '请填写对象，如 {"名称": "值"}',
    "model_attributes_type": "请填写 JSON 对象，并把 Content-Type 设为 application/json",
    "dataclass_type": '请填写对象，如 {"名称": "值"}',
    "string_pattern_mismatch": "格式不对，请按接口文档所写的格式填写",
    "uuid_parsing": "请填写编号，共 32 位十六进制字符",
    "url_parsing": "请填写网址，如 http://host/path",
    "none_required": "请留空（null）",
}


def _unit(facts: Context) -> str:
    # A text that is looked over once more is no text to pydantic, but a value.
    return "个字" if facts["field_type"] == "Value" else "项"


_BOUNDED: dict[str, Callable[[Context], str]] = {
    "string_too_short": lambda facts: f"至少 {facts['min_length']} 个字",
    "string_too_long": lambda facts: f"最多 {facts['max_length']} 个字",
    "too_short": lambda facts: f"至少 {facts['min_length']} {_unit(facts)}",
    "too_long": lambda facts: f"最多 {facts['max_length']} {_unit(facts)}",
    "greater_than": lambda facts: f"请填写大于 {facts['gt']} 的数",
    "greater_than_equal": lambda facts: f"请填写不小于 {facts['ge']} 的数",
    "less_than": lambda facts: f"请填写小于 {facts['lt']} 的数",
    "less_than_equal": lambda facts: f"请填写不大于 {facts['le']} 的数",
    "multiple_of": lambda facts: f"请填写 {facts['multiple_of']} 的倍数",
    "enum": lambda facts: f"请填写其中之一：{facts['expected']}".replace(" or ", "、"),
    "literal_error": lambda facts: f"请填写其中之一：{facts['expected']}".replace(" or ", "、"),
}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OTHER = "值不能接受，请按接口文档填写"


def field_problems(found: Sequence[Mapping[str, Any]]) -> list[FieldProblem]:
    """Return the problems that a validator has found; what was typed is not repeated."""
    return [
        FieldProblem(field=_path(problem), kind=problem["type"], detail=_remedy(problem))
        for problem in found
    ]


def summary(problems: Sequence[FieldProblem]) -> str:
    """Return all problems in one line."""
    return "；".join(
        f"{problem.field}：{problem.detail}" if problem.field else problem.detail
        for problem in problems
    )


def _path(problem: Mapping[str, Any]) -> str:
    location = list(problem["loc"])
    if location and location[0] in _PLACES:
        del location[0]
    # Where a text ceases to be JSON is a place in it, not a field.
    return "" if problem["type"] == "json_invalid" else ".".join(map(str, location))


def _remedy(problem: Mapping[str, Any]) -> str:
    kind = problem["type"]
    if kind in _BOUNDED:
        return _BOUNDED[kind](problem.get("ctx", {}))
    if kind == "missing" and tuple(problem["loc"]) == ("body",):
        return "缺少请求体，请发送 JSON"
    if kind == "value_error":
        return _own_words(problem.get("ctx", {}))
    return _PLAIN.get(kind, _OTHER)


def _own_words(facts: Context) -> str:
    """Return what a validator of the service says; another's words are not for readers here."""
    words = str(facts.get("error", ""))
    return words if _CHINESE.search(words) else _OTHER
