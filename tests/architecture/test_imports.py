"""What answers a question loads nothing that only training needs."""

import subprocess
import sys

import pytest

ANSWERING = (
    "matchmaker.services.ranking",
    "matchmaker.services.indexing",
    "matchmaker.services.learned_models",
    "matchmaker.services.why_not",
)


@pytest.mark.parametrize("module", ANSWERING)
def test_answering_loads_no_scikit_learn(module):
    program = f"import sys, {module}; print('sklearn' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
