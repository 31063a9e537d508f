"""The contracts of the layers hold, and each of them fails on a breach planted in a copy."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("matchmaker", "ingest", "models")

BREACHES = (
    ("layers of the service", "matchmaker/text/normalise.py", "import matchmaker.matching.rank"),
    ("layers of the service", "matchmaker/web/deps.py", "import matchmaker.cli.app"),
    ("services use ingest", "ingest/cells.py", "import matchmaker.errors"),
    ("pure packages touch no session", "matchmaker/matching/rank.py", "import sqlmodel"),
    (
        "pure packages touch no session",
        "matchmaker/events/selection.py",
        "import matchmaker.settings",
    ),
    ("only the edges know the frameworks", "matchmaker/services/stock.py", "import fastapi"),
    ("services and data read no settings", "models/session.py", "import pydantic_settings"),
)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--no-cache",
        ],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        ignore = shutil.ignore_patterns("__pycache__", "sample")
        shutil.copytree(ROOT / package, folder / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_contracts_hold(copy: Path) -> None:
    result = lint_imports(copy)
    assert "0 broken" in result.stdout, result.stdout + result.stderr
    assert result.returncode == 0


@pytest.mark.parametrize(("contract", "file", "line"), BREACHES)
def test_contract_fails_on_a_planted_breach(
    copy: Path, contract: str, file: str, line: str
) -> None:
    path = copy / file
    sound = path.read_text(encoding="utf-8")
    path.write_text(f"{sound}\n\n{line}  # noqa\n", encoding="utf-8")
    try:
        result = lint_imports(copy)
    finally:
        path.write_text(sound, encoding="utf-8")
    broken = [row for row in result.stdout.splitlines() if row.startswith(contract)]
    assert result.returncode == 1
    assert any("BROKEN" in row for row in broken), result.stdout
