"""What no database keeps is refused by pages before it comes to one."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from matchmaker.services.accounts.registry import Position
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from tests.conftest import NOW
from tests.matchmaker.web.people import sign_in

ODD = "a%00"


@pytest.mark.postgres
def test_a_sign_that_no_database_keeps_is_refused(empty_postgres_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=empty_postgres_url)
    asked = {
        Role.PROVINCIAL_ORGANISER: [
            f"/office/acting?words={ODD}",
            f"/office/people?words={ODD}",
            f"/office/rules?text={ODD}",
        ],
        Role.AUDITOR: [f"/office/audit?actor={ODD}", f"/office/audit/disclosures?viewer={ODD}"],
    }
    with TestClient(create_app(settings, lambda: NOW)) as client:
        answers = {}
        for role, paths in asked.items():
            sign_in(client, client.app.state.engine, Position(role))  # type: ignore[attr-defined]
            answers |= {path: client.get(path).status_code for path in paths}
    assert set(answers.values()) == {422}
