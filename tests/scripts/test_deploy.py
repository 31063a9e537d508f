"""The examples for administrators name what there is, and keep what they promise."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from matchmaker.settings import PREFIX, Settings
from matchmaker.web.operations import health
from tests.named_commands import check_command

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "scripts" / "deploy"
FILES = sorted(DEPLOY.iterdir())
RUNNING = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
UNIT = (DEPLOY / "matchmaker.service").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


def unit_values(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", path.read_text(encoding="utf-8")))
    assert named <= {f"{PREFIX}{name}".upper() for name in Settings.model_fields}


def test_the_examples_of_settings_are_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DEPLOY / "settings.env").read_text(encoding="utf-8")
    for name, value in re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE):
        monkeypatch.setenv(name, value)
    assert Settings().base_url == "https://matchmaker.example"


def test_the_service_runs_a_command_that_exists() -> None:
    (start,) = unit_values("ExecStart")
    check_command(start.split()[1:])


def test_the_service_is_shut_in() -> None:
    wanted = {
        "ProtectSystem": "strict",
        "NoNewPrivileges": "yes",
        "Restart": "on-failure",
        "CapabilityBoundingSet": "",
        "User": "matchmaker",
        "LoadCredential": "MATCHMAKER_DATABASE_URL:/etc/matchmaker/database_url",
    }
    assert {name: unit_values(name) for name in wanted} == {
        name: [value] for name, value in wanted.items()
    }
    assert unit_values("MemoryMax")


def test_the_service_waits_longer_than_requests_take() -> None:
    (seconds,) = unit_values("TimeoutStopSec")
    assert int(seconds) > Settings().request_seconds + 5


def test_systemd_understands_the_service(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "matchmaker.service"
    unit.write_text(UNIT.replace("/opt/matchmaker/bin/matchmaker", "/bin/true"), encoding="utf-8")
    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_container_is_nobody_important_and_is_watched() -> None:
    assert re.findall(r"^USER (.*)$", CONTAINER, re.MULTILINE) == ["10001"]
    assert "--no-index" in CONTAINER
    (probe,) = re.findall(r"http://127\.0\.0\.1:8000(/\S+?)'", CONTAINER)
    assert probe in {route.path for route in health.router.routes}  # type: ignore[attr-defined]
    (command,) = re.findall(r"^CMD (\[.*\])$", CONTAINER, re.MULTILINE)
    check_command(json.loads(command))


def test_no_example_names_a_host_outside() -> None:
    hosts = {
        host
        for path in FILES
        for host in re.findall(r"https?://([^\s/:'\"$]+)", path.read_text(encoding="utf-8"))
    }
    assert hosts == {"127.0.0.1", "matchmaker.example"}


def test_the_proxy_keeps_metrics_in_and_tells_who_asks() -> None:
    assert "location = /metrics { return 404; }" in NGINX
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert NGINX.count("{") == NGINX.count("}")
    largest = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert [int(size) for size in largest] >= [Settings().max_file_mb]
    # Of who waits for whom the inner one gives up first.
    (patience,) = re.findall(r"proxy_read_timeout (\d+)s;", NGINX)
    assert int(patience) > Settings().request_seconds


def test_what_a_closed_network_is_told_to_run_exists() -> None:
    section = RUNNING.split("## Closed network")[1].split("\n## ")[0]
    calls = re.findall(r"(?:^|`)matchmaker ((?:[a-z-]+ ?)+)", section, re.MULTILINE)
    assert len(calls) >= 6
    for call in calls:
        check_command(call.split())
    for name in ("settings.env", "matchmaker.service", "nginx.conf", "Containerfile"):
        assert name in section
        assert (DEPLOY / name).is_file()


def test_a_wheelhouse_is_not_mixed_with_what_lies_there(tmp_path: Path) -> None:
    (tmp_path / "old.whl").touch()
    done = subprocess.run(
        [ROOT / "scripts" / "wheelhouse", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "不是空的" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["old.whl"]
