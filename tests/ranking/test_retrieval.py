"""The one right patent among the first ten of thousands, beside two peers in the same run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.reference
def test_the_right_patent_is_found(reference: Path, tmp_path: Path) -> None:
    script = ROOT / "scripts" / "benchmarks" / "retrieval.py"
    stock = reference / "data" / "patents_taian.csv"
    out = tmp_path / "figures.json"
    command = [sys.executable, "-W", "ignore", script, stock, "--json", out]
    subprocess.run(command, check=True, capture_output=True)
    figures = json.loads(out.read_text(encoding="utf-8"))
    known, paraphrased = figures["known items"], figures["paraphrases"]
    assert min(known["tfidf-v1"], known["blend-v1"]) >= 0.95
    assert paraphrased["blend-v1"] >= 0.80
    assert paraphrased["blend-v1"] > paraphrased["characters 1-3 sublinear"]
    told = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    for name, row in (("tfidf-v1", "tfidf-v1"), ("blend-v1", "blend-v1"), ("jieba TF-IDF",) * 2):
        assert f"| {row} | {known[name]:.3f} | {paraphrased[name]:.3f} |" in told
