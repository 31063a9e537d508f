"""What pages need from npm is taken only as it was written down, and whole."""

import tarfile
from base64 import b64encode
from dataclasses import replace
from hashlib import sha512
from io import BytesIO
from pathlib import Path

import pytest

from scripts.web_assets.fetch import (
    PACKAGES,
    TESTS_VENDOR,
    VENDOR,
    AssetError,
    Package,
    is_there,
    read_packages,
    unpack,
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "drawing-1.2.3.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name in ("drawing.js", "LICENSE", "unwanted.map"):
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(name)
            tar.addfile(member, BytesIO(name.encode()))
    return path


@pytest.fixture
def package(archive: Path) -> Package:
    digest = b64encode(sha512(archive.read_bytes()).digest()).decode()
    return Package("drawing", "1.2.3", f"sha512-{digest}", ("drawing.js", "LICENSE"))


def test_only_the_named_files_are_kept(archive: Path, package: Package, tmp_path: Path) -> None:
    unpack(archive, tmp_path / "drawing", package)
    kept = {path.name: path.read_text() for path in (tmp_path / "drawing").iterdir()}
    assert kept == {"drawing.js": "drawing.js", "LICENSE": "LICENSE", "VERSION": "1.2.3"}


def test_another_version_is_not_there_until_it_is_taken(
    archive: Path, package: Package, tmp_path: Path
) -> None:
    assert not is_there(tmp_path, package)
    unpack(archive, tmp_path / "drawing", package)
    assert is_there(tmp_path, package)
    assert not is_there(tmp_path, replace(package, version="1.2.4"))


def test_changed_archive_is_refused_and_what_was_there_stays(
    archive: Path, package: Package, tmp_path: Path
) -> None:
    unpack(archive, tmp_path / "drawing", package)
    content = bytearray(archive.read_bytes())
    content[-1] ^= 1
    archive.write_bytes(content)
    with pytest.raises(AssetError, match=r"drawing 1\.2\.3 的校验值不符，没有采用"):
        unpack(archive, tmp_path / "drawing", package)
    assert is_there(tmp_path, package)


def test_every_package_is_pinned_and_brings_its_licence() -> None:
    packages = read_packages(PACKAGES)
    served = [one.name for one in packages if one.folder == VENDOR]
    assert served == ["bootstrap", "echarts", "htmx.org", "swagger-ui-dist"]
    assert [one.name for one in packages if one.folder == TESTS_VENDOR] == ["axe-core"]
    assert all("LICENSE" in one.files for one in packages)
    assert all(len(one.integrity) == len("sha512-") + 88 for one in packages)
