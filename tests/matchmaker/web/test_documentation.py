"""The interface is described by its own document, with how to sign in."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from matchmaker.web.operations.operation_names import GROUPS, NAMES
from tests.conftest import NOW

SESSION: dict[str, list[str]] = {"session": []}
FORM: dict[str, list[str]] = {**SESSION, "form": []}
PROGRAM: dict[str, list[str]] = {"program": []}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("data")), lambda: NOW)
    return TestClient(app).get("/openapi.json").json()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("method", "path", "ways"),
    [
        ("get", "/api/v1/patents", [SESSION, PROGRAM]),
        ("patch", "/api/v1/demands/{demand_id}", [FORM, PROGRAM]),
        ("get", "/api/v1/me", [SESSION]),
        ("post", "/api/v1/sessions", None),
        ("get", "/health/live", None),
    ],
)
def test_document_tells_by_what_one_is_let_in(
    document: dict[str, Any], method: str, path: str, ways: list[dict[str, list[str]]] | None
) -> None:
    operation = document["paths"][path][method]
    assert operation.get("security") == ways
    assert set(document["components"]["securitySchemes"]) == {"session", "form", "program"}


def test_operation_ids_are_stable_names_of_their_own(document: dict[str, Any]) -> None:
    ids = [one["operationId"] for ways in document["paths"].values() for one in ways.values()]
    assert len(ids) == len(set(ids))
    assert all(name.replace("_", "").isalpha() and name.islower() for name in ids)


def test_operations_and_groups_are_named_in_the_words_of_their_readers(
    document: dict[str, Any],
) -> None:
    operations = [one for ways in document["paths"].values() for one in ways.values()]
    assert {one["operationId"] for one in operations} == set(NAMES)
    assert {one["operationId"]: one["summary"] for one in operations} == NAMES
    assert {group for one in operations for group in one["tags"]} == set(GROUPS)
    assert len(set(NAMES.values())) == len(NAMES)
