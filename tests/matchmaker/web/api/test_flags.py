"""In a JSON body nothing but true and false is a boolean."""

from pathlib import Path
from typing import Annotated, Any, get_args

import pytest
from fastapi.params import Form
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, TypeAdapter, ValidationError

from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from tests.conftest import NOW


def may_be_boolean(typed: Any) -> bool:
    return typed is bool or any(may_be_boolean(one) for one in get_args(typed))


def flags_of_bodies(folder: Path) -> dict[str, Any]:
    """Return model.field → its type, of every boolean in a JSON body."""
    app = create_app(Settings(data_dir=folder, database_url=""), lambda: NOW)
    found: dict[str, Any] = {}
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        body = route.body_field if isinstance(route, APIRoute) else None
        if body is None or isinstance(body.field_info, Form):
            continue
        model = body.field_info.annotation
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        for name, field in model.model_fields.items():
            if may_be_boolean(field.annotation):
                typed: Any = field.annotation
                for one in field.metadata:
                    typed = Annotated[typed, one]
                found[f"{model.__name__}.{name}"] = typed
    return found


def test_numbers_and_words_are_no_booleans(tmp_path: Path) -> None:
    flags = flags_of_bodies(tmp_path)
    assert {"PlanForm.afresh", "ErasureForm.everybody", "EventChange.repeats"} <= set(flags)
    for name, typed in flags.items():
        assert TypeAdapter(typed).validate_python(True) is True, name
        for value in (0, 1.0, "yes"):
            with pytest.raises(ValidationError):
                TypeAdapter(typed).validate_python(value)
