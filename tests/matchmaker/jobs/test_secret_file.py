"""Where the secret of the service comes from, and who may read it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from matchmaker.errors import BadConfiguration
from matchmaker.jobs.backup import take_backup
from matchmaker.jobs.database import database
from matchmaker.jobs.secret_file import FILE_NAME, load_secret
from matchmaker.services.service_secret import Purpose, parse_secret
from matchmaker.settings import Settings
from tests.conftest import NOW

GIVEN = "k" * 40
PROCESSES = 8
LOAD = """
import sys
from pathlib import Path
from matchmaker.jobs.secret_file import load_secret
from matchmaker.settings import Settings
settings = Settings(data_dir=Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(load_secret(settings).current.decode())
"""


def make_settings(folder: Path, **values: str) -> Settings:
    return Settings(data_dir=folder, database_url="", **values)  # type: ignore[arg-type]


def write_key(path: Path, mode: int, text: str = GIVEN) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_it_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "data")
    first = load_secret(settings)
    path = tmp_path / "data" / FILE_NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_secret(settings) == first
    assert [file.name for file in path.parent.iterdir()] == [FILE_NAME]


def test_processes_that_start_at_once_get_the_same(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LOAD, str(tmp_path / "data")]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    found = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES
    assert found == [f"{load_secret(make_settings(tmp_path / 'data')).current.decode()}\n"] * (
        PROCESSES
    )


def test_a_setting_goes_before_a_file(tmp_path: Path) -> None:
    path = write_key(tmp_path / "named", 0o600, "f" * 40)
    settings = make_settings(tmp_path / "data", secret_key=GIVEN, secret_key_file=str(path))
    assert load_secret(settings) == parse_secret(GIVEN)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600])
def test_a_named_file_may_be_for_a_group(tmp_path: Path, mode: int) -> None:
    path = write_key(tmp_path / "named", mode, f"{GIVEN}\n{'o' * 40}\n")
    secret = load_secret(make_settings(tmp_path, secret_key_file=str(path)))
    assert secret == parse_secret(f"{GIVEN} {'o' * 40}")


@pytest.mark.parametrize("mode", [0o604, 0o644, 0o620])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = write_key(tmp_path / "named", mode)
    with pytest.raises(BadConfiguration, match="可被其他用户访问"):
        load_secret(make_settings(tmp_path, secret_key_file=str(path)))


def test_our_own_file_is_for_no_group(tmp_path: Path) -> None:
    write_key(tmp_path / FILE_NAME, 0o640)
    with pytest.raises(BadConfiguration, match="chmod 600"):
        load_secret(make_settings(tmp_path))


def test_a_missing_named_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="无法读取密钥文件"):
        load_secret(make_settings(tmp_path, secret_key_file=str(tmp_path / "gone")))


def test_settings_show_neither_secret_nor_database_address(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path,
        secret_key=GIVEN,  # type: ignore[arg-type]
        database_url="postgresql://u:open-sesame@h/d",
    )
    for shown in (repr(settings), str(settings)):
        assert GIVEN not in shown
        assert "open-sesame" not in shown


def test_a_backup_holds_no_secret(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "data")
    key = load_secret(settings)
    with database(settings):
        pass
    take_backup(settings, tmp_path / "b.zip", NOW)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert [name for name in archive.namelist() if "secret" in name] == []
        contents = b"".join(archive.read(name) for name in archive.namelist())
    assert key.current not in contents
    assert key.key(Purpose.SEAL) not in contents
