"""What the tests of organisations share."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session, select

from models.organisation import Organisation, OrganisationAlias
from models.values.org_name import org_key
from models.values.uscc import Uscc
from tests.ingest.importing import import_patents
from tests.ingest.writing import application_number

ACTOR = "王芳"
TABLES = (
    "organisation",
    "organisation_alias",
    "organisation_review",
    "patent_owner",
    "demand",
    "know_how",
)
CODE_A, CODE_B = "91420100MA4KXQ3R7N", "91420500MA4KXQ3R8K"


def with_check(code: str) -> str:
    """Return a code with the check character that fits it."""
    return next(
        code[:17] + c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if Uscc(code[:17] + c).check_ok
    )


def import_owners(
    session: Session, folder: Path, *owners: str, codes: tuple[str, ...] = ()
) -> None:
    """Import one patent of each owner, in one file."""
    rows: list[list[Any]] = [["申请号", "专利名称", "申请人", "统一社会信用代码"]]
    for serial, owner in enumerate(owners, start=1):
        code = codes[serial - 1] if codes else ""
        rows.append([application_number(serial), f"一种第{serial}号装置", owner, code])
    import_patents(session, folder / "owners.csv", rows)


def known(session: Session, name: str) -> Organisation:
    """Return the organisation of a spelling."""
    alias = session.exec(
        select(OrganisationAlias).where(OrganisationAlias.key == org_key(name))
    ).one()
    body = session.get(Organisation, alias.organisation_id)
    assert body is not None
    return body


def known_id(session: Session, name: str) -> int:
    return known(session, name).id or 0


def dump(engine: Engine) -> str:
    """Return every row of the tables that a merge touches, as one text."""
    with engine.connect() as connection:
        rows = {
            name: sorted(
                json.dumps(dict(row), ensure_ascii=False, default=str, sort_keys=True)
                for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()
            )
            for name in TABLES
        }
    return json.dumps(rows, ensure_ascii=False)
