"""Every parameter and every fact of a result has a Chinese name."""

from dataclasses import fields

from matchmaker.cli.work_labels import PARAMETERS, RESULTS, named
from matchmaker.jobs.match_runs import StockRunOutcome
from matchmaker.jobs.work_kinds import KINDS, Kind
from matchmaker.services.import_facts import report_facts
from matchmaker.services.imports import ImportReport
from matchmaker.services.indexing import IndexStatus
from models.enums import ImportKind


def test_every_parameter_has_a_name() -> None:
    kinds = [kind for kind in KINDS.values() if isinstance(kind, Kind)]
    assert len(kinds) == len(KINDS)
    assert {n for kind in kinds for n in kind.parameters.model_fields} == set(PARAMETERS)


def test_every_fact_of_a_result_has_a_name() -> None:
    known = set(report_facts(ImportReport("a.csv", ImportKind.PATENTS)))
    known |= {field.name for made in (IndexStatus, StockRunOutcome) for field in fields(made)}
    assert known <= set(RESULTS)


def test_values_are_shown_in_words_and_empty_ones_left_out() -> None:
    values = {"made": True, "notices": ["甲", "乙"], "as_of": None, "mapping": {"a": "b"}}
    assert named(values.items(), RESULTS) == [
        {"name": "是否新做", "value": "是"},
        {"name": "提示", "value": "甲\n乙"},
        {"name": "列名对应", "value": '{"a": "b"}'},
    ]
