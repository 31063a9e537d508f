"""What is installed is what is pinned, under a licence that is named."""

import json

import pytest

from scripts.audit_packages import (
    CONSTRAINTS,
    UNKNOWN,
    Package,
    faults,
    installed,
    licence_of,
    read_pins,
    vulnerable,
)


def test_every_constraint_is_an_exact_version() -> None:
    pins, loose = read_pins(CONSTRAINTS.read_text(encoding="utf-8"))
    assert loose == []
    assert pins["cryptography"]


@pytest.mark.parametrize(
    "line", ["a>=1", "a", "a==1.*", "a==1; python_version>'3'", "a @ https://h/a.whl", "-r b"]
)
def test_a_line_that_leaves_a_choice_is_told(line: str) -> None:
    assert read_pins(f"ruff==1.0\n\n{line}\n") == ({"ruff": "1.0"}, [line])


def test_what_differs_from_its_pin_or_has_none_is_a_fault() -> None:
    packages = [Package("a", "1", ""), Package("b-c", "1", ""), Package("d", "1", "")]
    assert faults(packages, read_pins("a==1\nB_c==2")[0]) == [
        "b-c 1：constraints.txt 中为 2",
        "d 1：constraints.txt 中没有固定版本",
    ]


def test_only_a_report_that_knows_the_packages_counts(capsys: pytest.CaptureFixture[str]) -> None:
    absent = {"name": "a", "skip_reason": "not found"}
    sound = {"name": "b", "version": "1", "vulns": []}
    hurt = {"name": "c", "version": "2", "vulns": [{"id": "CVE-1"}, {"id": "CVE-2"}]}
    for report in ("", "{}", json.dumps({"dependencies": [absent]})):
        assert vulnerable(report) is None
        assert "跳过漏洞检查" in capsys.readouterr().err
    assert vulnerable(json.dumps({"dependencies": [absent, sound, hurt]})) == [
        "a：漏洞库中查不到",
        "c 2：CVE-1, CVE-2",
    ]


def test_the_licence_is_what_a_package_states() -> None:
    classifiers = ["Topic :: X", "License :: OSI Approved :: MIT License"]
    assert licence_of({"License-Expression": "MIT"}, classifiers) == "MIT"
    assert licence_of({"License": "see file"}, classifiers) == "MIT License"
    assert licence_of({"License": "BSD\nlong text"}, []) == "BSD"
    assert licence_of({}, []) == UNKNOWN


def test_what_the_service_runs_on_is_installed_with_its_licence() -> None:
    found = {package.name: package.licence for package in installed()}
    assert found["cryptography"] == "Apache-2.0 OR BSD-3-Clause"
    assert "patent-matchmaker" not in found
