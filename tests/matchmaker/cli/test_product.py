"""Patent products by commands."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.product import Product
from models.product_enums import ProductState
from models.session import make_session
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.people_world import FIRMS, World, make_world
from tests.matchmaker.services.product_cases import PHONE, drafted, submitted


@pytest.fixture
def world(engine: Engine) -> World:
    with make_session(engine) as session:
        world = make_world(session)
        submitted(session, world)
        drafted(session, world, firm=1, description="")
        session.commit()
    return world


def rows(run: Run, *words: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").out)))


def test_products_are_listed_and_checked(run: Run, world: World) -> None:
    flawed, whole = rows(run, "product", "list")
    assert (flawed["firm"], flawed["errors"]) == (FIRMS[1], "资料填写完整")
    assert (whole["state"], whole["errors"]) == ("已提交", "")
    assert rows(run, "product", "list", "--state", "filed") == []
    assert len(rows(run, "product", "list", "--organisation", FIRMS[0], "--year", "2023")) == 1
    found = {one["asks"]: one for one in rows(run, "product", "check", flawed["id"])}
    assert found["资料填写完整"]["verdict"] == "须改正"


def test_a_filing_is_written_down(run: Run, world: World, engine: Engine) -> None:
    step = ("product", "step", 1, "filed", "--by", "王")
    assert "请填写国家平台上的日期" in run(*step).err
    done = run(*step, "--on", "2024-05-06", "--number", "CP-1")
    assert done.code == 0, done.err
    with make_session(engine) as session:
        product = session.exec(select(Product).order_by(Product.id)).first()  # type: ignore[arg-type]
        assert product is not None
        assert (product.state, product.filing_number) == (ProductState.FILED, "CP-1")


def test_the_sheets_are_written(run: Run, world: World, tmp_path: Path) -> None:
    done = run("product", "export", "--out", tmp_path / "out", "--by", "王")
    assert (done.code, done.out.startswith("1 个：")) == (0, True)
    (path,) = (tmp_path / "out").glob("*.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell.value for cell in sheet[3]]
    assert (PHONE in cells, "138****1234" in cells) == (False, True)
    run("product", "sheet", 2023, "--out", tmp_path / "empty")
    assert (tmp_path / "empty" / "专利产品摸底调查表_2023年.xlsx").exists()
