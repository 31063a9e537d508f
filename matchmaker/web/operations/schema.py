"""The OpenAPI document tells of the bodies that errors really have."""

from http import HTTPStatus
from typing import Any

from matchmaker.web.operations.bodies import MEANINGS, ErrorBody, InvalidRequestBody

_REF = "#/components/schemas/"
_THEIRS = ("HTTPValidationError", "ValidationError")
# What any request may be answered with before or instead of its route: a host that is not known, a
# body that is too large, too many requests, a database that is away, no answer in time.
_ANYWHERE = (400, 413, 429, 503, 504)


def with_own_errors(document: dict[str, Any]) -> dict[str, Any]:
    """Put the body of a refused request in the place of FastAPI's own."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _THEIRS:
        schemas.pop(name, None)
    own = InvalidRequestBody.model_json_schema(ref_template=_REF + "{model}")
    schemas |= own.pop("$defs")
    schemas[InvalidRequestBody.__name__] = own
    schemas[ErrorBody.__name__] = ErrorBody.model_json_schema(ref_template=_REF + "{model}")
    for operations in document["paths"].values():
        for operation in operations.values():
            for status in _ANYWHERE:
                operation["responses"].setdefault(str(status), _error_answer(status))
            for status, answer in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    _tell_truly(answer)
    return document


def _tell_truly(answer: dict[str, Any]) -> None:
    """Describe an error as it comes: as JSON whatever else the route answers with, in our words."""
    (content,) = answer["content"].values()
    if content["schema"].get("$ref") == _REF + _THEIRS[0]:
        answer["description"] = MEANINGS[422]
        content["schema"] = {"$ref": _REF + InvalidRequestBody.__name__}
    answer["content"] = {"application/json": content}


def _error_answer(status: int) -> dict[str, Any]:
    schema = {"$ref": _REF + ErrorBody.__name__}
    return {"description": MEANINGS[status], "content": {"application/json": {"schema": schema}}}
