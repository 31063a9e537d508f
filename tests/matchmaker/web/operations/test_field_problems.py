"""What is wrong with a field is said in the service's words, and what was typed is not repeated."""

from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, ValidationError

from matchmaker.web.operations.field_problems import field_problems


def _own(value: str) -> str:
    raise ValueError("不能含有控制字符，请删除后再试")


def _foreign(value: str) -> str:
    raise ValueError(f"{value} is no value")


class Form(BaseModel):
    own: Annotated[str, AfterValidator(_own)] = ""
    foreign: Annotated[str, AfterValidator(_foreign)] = ""
    amount: Decimal = Decimal(0)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"own": "a"}, "不能含有控制字符，请删除后再试"),
        ({"foreign": "secret"}, "值不能接受，请按接口文档填写"),
        ({"amount": "很多"}, "请填写数字"),
    ],
)
def test_words_of_the_service_are_told(typed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate(typed)
    (problem,) = field_problems(refused.value.errors())
    assert (problem.field, problem.detail) == (next(iter(typed)), said)
