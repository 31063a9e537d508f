"""Compare installed packages with constraints.txt, list licences, ask pip-audit where it answers.

Exit code 1 where a package is not pinned, differs from its pin or is known to be vulnerable.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
PIN = re.compile(r"([A-Za-z0-9._-]+)==([^\s;#]+)")
# What makes environments, and the project itself.
NOT_PINNED = frozenset({"pip", "setuptools", "wheel", "patent-matchmaker"})
UNKNOWN = "未注明"
LONGEST_LICENCE = 60
ADVISORY_SECONDS = 10


@dataclass(frozen=True)
class Package:
    """An installed package: canonical name, version, licence."""

    name: str
    version: str
    licence: str


def canonical(name: str) -> str:
    """Return a name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_pins(text: str) -> tuple[dict[str, str], list[str]]:
    """Return name → exact version, and the lines that pin nothing exactly."""
    pins, loose = {}, []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = PIN.fullmatch(line)
        if found is None or "*" in line:
            loose.append(line)
        else:
            pins[canonical(found[1])] = found[2]
    return pins, loose


def licence_of(metadata: Mapping[str, str], classifiers: Iterable[str]) -> str:
    """Return the licence that a package states: as expression, classifier or short text."""
    if expression := metadata.get("License-Expression"):
        return expression
    named = [text.split(" :: ")[-1] for text in classifiers if text.startswith("License ::")]
    if named:
        return ", ".join(named)
    first = (metadata.get("License") or "").strip().partition("\n")[0]
    return first[:LONGEST_LICENCE] or UNKNOWN


def installed() -> list[Package]:
    """Return the packages of this environment by name."""
    found = {canonical(one.name): _package(one) for one in distributions()}
    return [found[name] for name in sorted(found) if name not in NOT_PINNED]


def _package(one: Distribution) -> Package:
    stated = {name: str(one.metadata[name]) for name in set(one.metadata)}
    classifiers = one.metadata.get_all("Classifier") or []
    return Package(canonical(one.name), one.version, licence_of(stated, classifiers))


def faults(packages: Iterable[Package], pins: Mapping[str, str]) -> list[str]:
    """Return what is installed other than pinned."""
    return [
        f"{package.name} {package.version}：constraints.txt 中"
        + (f"为 {pins[package.name]}" if package.name in pins else "没有固定版本")
        for package in packages
        if pins.get(package.name) != package.version
    ]


def advisories(constraints: Path) -> list[str] | None:
    """Return known vulnerabilities of what is pinned; None, and why on stderr, if nobody knows."""
    program = shutil.which("pip-audit", path=str(Path(sys.executable).parent)) or shutil.which(
        "pip-audit"
    )
    if program is None:
        _skip("没有安装 pip-audit")
        return None
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command = [program, "--requirement", str(constraints), *options]
    command += ["--timeout", str(ADVISORY_SECONDS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return vulnerable(done.stdout)


def vulnerable(report: str) -> list[str] | None:
    """Return what a report of pip-audit names; None, and why on stderr, where it knows nothing.

    A mirror without advisories answers that it has none of the packages, which is no good news.
    """
    try:
        packages = json.loads(report)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        _skip("漏洞库无法访问")
        return None
    unknown = [package["name"] for package in packages if "vulns" not in package]
    if len(unknown) == len(packages):
        _skip("漏洞库中查不到任何一个包")
        return None
    return [
        *(f"{name}：漏洞库中查不到" for name in unknown),
        *(
            f"{package['name']} {package['version']}：{', '.join(one['id'] for one in known)}"
            for package in packages
            if (known := package.get("vulns"))
        ),
    ]


def _skip(reason: str) -> None:
    print(f"跳过漏洞检查：{reason}。请在能访问漏洞库的机器上再运行一次", file=sys.stderr)


def main() -> int:
    """Print licences and faults; return the exit code."""
    pins, loose = read_pins(CONSTRAINTS.read_text(encoding="utf-8"))
    packages = installed()
    for package in packages:
        print(f"{package.name} {package.version}\t{package.licence}")
    found = [*(f"没有固定版本的行：{line}" for line in loose), *faults(packages, pins)]
    known = advisories(CONSTRAINTS)
    found += known or []
    for fault in found:
        print(f"问题：{fault}", file=sys.stderr)
    checked = "未检查漏洞" if known is None else "漏洞库已查"
    print(f"{len(packages)} 个包，{len(found)} 个问题，{checked}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
