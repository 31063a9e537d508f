"""No file of the project holds a secret that somebody has left there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Kinds of secret → what they look like, as those who issue them have published it.
PATTERNS = {
    "private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "PuTTY key": r"PuTTY-User-Key-File-\d",
    "AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "Aliyun key": r"\bLTAI[0-9A-Za-z]{16,24}\b",
    "Tencent Cloud key": r"\bAKID[0-9A-Za-z]{32}\b",
    "GitHub token": r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{60,})\b",
    "GitLab token": r"\bglpat-[0-9A-Za-z_-]{20}\b",
    "Slack token": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "Stripe key": r"\b[rs]k_live_[0-9A-Za-z]{20,}",
    "package index token": r"\bpypi-AgEIcHlwaS[0-9A-Za-z_-]{20,}",
    "signed web token": r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}",
    "sealed value": r"\bgAAAAA[0-9A-Za-z_-]{80,}",
}
# Tests plant such addresses on purpose.
OUTSIDE_TESTS = {"password in an address": r"\b[a-z][a-z0-9+]*://[^\s:/@\"'{}]+:[^\s/@\"'{}]+@"}
SECRET_FILES = re.compile(r"(^|/)(\.env(\..+)?|id_(rsa|ecdsa|ed25519)|.*\.(pem|key|p12|pfx|jks))$")
EXAMPLES = {
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "AWS key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "GitHub token": "ghp_" + "a1" * 18,
    "signed web token": ".".join(["eyJ" + "a" * 12, "eyJ" + "b" * 12, "c" * 12]),
    "sealed value": "gAAAAA" + "b" * 90,
}


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("this is no checkout of the repository")
    return [name for name in done.stdout.decode().split("\0") if (ROOT / name).is_file()]


def secrets_in(text: str, patterns: dict[str, str]) -> list[str]:
    return [kind for kind, pattern in patterns.items() if re.search(pattern, text)]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_example_of_a_secret_is_found(kind: str) -> None:
    assert secrets_in(f'key = "{EXAMPLES[kind]}"', PATTERNS) == [kind]


def test_a_password_in_an_address_is_found() -> None:
    address = "postgresql://user:" + "word@host/name"
    assert secrets_in(address, OUTSIDE_TESTS) == ["password in an address"]
    assert secrets_in("postgresql://user@host/name http://host:8000/a@b", OUTSIDE_TESTS) == []


def test_no_tracked_file_holds_a_secret() -> None:
    found = {}
    for name in tracked():
        text = (ROOT / name).read_bytes().decode("utf-8", errors="replace")
        patterns = PATTERNS if name.startswith("tests/") else {**PATTERNS, **OUTSIDE_TESTS}
        if kinds := secrets_in(text, patterns):
            found[name] = kinds
    assert found == {}


def test_no_file_for_secrets_is_tracked() -> None:
    assert [name for name in tracked() if SECRET_FILES.search(name)] == []
