from dataclasses import replace
from datetime import date, timedelta

import pytest

from matchmaker.matching.gates import (
    AREA_GATES,
    LEGAL_GATES,
    DemandFacts,
    Gate,
    Occasion,
    demand_gate,
)
from matchmaker.matching.patent_gates import (
    FactColumns,
    PatentFacts,
    gate_columns,
    gate_of,
    patent_gates,
)
from models.enums import LicenceKind
from models.values.legal_status import LegalState
from models.values.secrecy import Confidentiality
from models.values.transfer_mode import TransferMode

TODAY = date(2024, 5, 6)
EVENT_DAY = date(2024, 5, 24)
DAY = timedelta(days=1)
WUHAN, YICHANG, ZHENGZHOU = "420100", "420500", "410100"

OCCASION = Occasion(as_of=TODAY, held_on=EVENT_DAY, province="420000")
PATENT = PatentFacts(
    legal_state=LegalState.IN_FORCE,
    filing_date=date(2018, 3, 1),
    expiry_date=date(2038, 3, 1),
    licence_kind=None,
    owner_consents=True,
    listed_until=None,
    transfer_modes=(),
    city_code=WUHAN,
)
DEMAND = DemandFacts(
    confidentiality=Confidentiality.PUBLIC,
    deadline=None,
    city_code=WUHAN,
    industries=frozenset({"beidou", "ai"}),
)
BOUND = replace(
    OCCASION, demand_cities=frozenset({WUHAN}), industries=frozenset({"beidou", "materials"})
)


def patent_gate(facts: PatentFacts, occasion: Occasion) -> Gate | None:
    """The gate that stops a patent alone."""
    (code,) = patent_gates(gate_columns(FactColumns.of([facts])), occasion).tolist()
    return gate_of(code)


# Every way to be stopped, in the order in which the reasons are given.
PATENT_FAULTS = [
    (Gate.NOT_YET_FILED, {"filing_date": TODAY + DAY}),
    (Gate.DEAD, {"legal_state": LegalState.DEAD}),
    (Gate.EXPIRED, {"expiry_date": EVENT_DAY - DAY}),
    (Gate.EXCLUSIVELY_LICENSED, {"licence_kind": LicenceKind.EXCLUSIVE}),
    (Gate.NO_CONSENT, {"owner_consents": False}),
    (Gate.NOT_LISTED, {"listed_until": EVENT_DAY - DAY}),
    (Gate.NOT_FOR_TRANSFER, {"transfer_modes": (TransferMode.SELF_IMPLEMENTATION.value,)}),
    (Gate.OUTSIDE_PROVINCE, {"city_code": ZHENGZHOU}),
]
DEMAND_FAULTS = [
    (Gate.OUTSIDE_AREA, {"city_code": YICHANG}),
    (Gate.OUTSIDE_INDUSTRY, {"industries": frozenset({"ai"})}),
    (Gate.CONFIDENTIAL, {"confidentiality": Confidentiality.HIDDEN}),
    (Gate.DEADLINE_PASSED, {"deadline": EVENT_DAY - DAY}),
]


def test_patent_without_a_fault_may_be_offered():
    assert patent_gate(PATENT, OCCASION) is None


def test_demand_without_a_fault_may_be_shown():
    assert demand_gate(DEMAND, OCCASION) is None
    assert demand_gate(DEMAND, BOUND) is None


@pytest.mark.parametrize(("gate", "fault"), PATENT_FAULTS)
def test_each_gate_alone_stops_a_patent(gate, fault):
    assert patent_gate(replace(PATENT, **fault), OCCASION) is gate


@pytest.mark.parametrize(("gate", "fault"), DEMAND_FAULTS)
def test_each_gate_alone_stops_a_demand(gate, fault):
    assert demand_gate(replace(DEMAND, **fault), BOUND) is gate


@pytest.mark.parametrize("start", range(len(PATENT_FAULTS)))
def test_first_of_several_faults_is_the_reason_for_a_patent(start):
    faults = {key: value for _, fault in PATENT_FAULTS[start:] for key, value in fault.items()}
    assert patent_gate(replace(PATENT, **faults), OCCASION) is PATENT_FAULTS[start][0]


@pytest.mark.parametrize("start", range(len(DEMAND_FAULTS)))
def test_first_of_several_faults_is_the_reason_for_a_demand(start):
    faults = {key: value for _, fault in DEMAND_FAULTS[start:] for key, value in fault.items()}
    assert demand_gate(replace(DEMAND, **faults), BOUND) is DEMAND_FAULTS[start][0]


@pytest.mark.parametrize(("gate", "fault"), PATENT_FAULTS)
def test_lifted_gate_lets_a_patent_through(gate, fault):
    lifted = replace(OCCASION, lifted=frozenset({gate}))
    assert patent_gate(replace(PATENT, **fault), lifted) is None


@pytest.mark.parametrize(("gate", "fault"), DEMAND_FAULTS)
def test_lifted_gate_lets_a_demand_through(gate, fault):
    lifted = replace(BOUND, lifted=frozenset({gate}))
    assert demand_gate(replace(DEMAND, **fault), lifted) is None


def test_lifted_gate_leaves_the_next_fault_standing():
    faulty = replace(PATENT, legal_state=LegalState.DEAD, owner_consents=False)
    assert patent_gate(faulty, replace(OCCASION, lifted=LEGAL_GATES)) is Gate.NO_CONSENT


def test_groups_of_gates_cover_what_their_switches_say():
    assert {Gate.NOT_YET_FILED, Gate.DEAD, Gate.EXPIRED} == LEGAL_GATES
    assert {Gate.OUTSIDE_PROVINCE, Gate.OUTSIDE_AREA} == AREA_GATES


@pytest.mark.parametrize(
    ("fault", "gate"),
    [
        ({"filing_date": TODAY}, None),
        ({"filing_date": TODAY + DAY}, Gate.NOT_YET_FILED),
        ({"expiry_date": EVENT_DAY}, None),
        ({"expiry_date": EVENT_DAY - DAY}, Gate.EXPIRED),
        ({"listed_until": EVENT_DAY}, None),
        ({"listed_until": EVENT_DAY - DAY}, Gate.NOT_LISTED),
        ({"filing_date": None, "expiry_date": None, "listed_until": None}, None),
    ],
)
def test_days_at_the_border_of_a_patent(fault, gate):
    assert patent_gate(replace(PATENT, **fault), OCCASION) is gate


@pytest.mark.parametrize(
    ("deadline", "gate"), [(EVENT_DAY, None), (EVENT_DAY - DAY, Gate.DEADLINE_PASSED), (None, None)]
)
def test_days_at_the_border_of_a_demand(deadline, gate):
    assert demand_gate(replace(DEMAND, deadline=deadline), OCCASION) is gate


@pytest.mark.parametrize("state", [state for state in LegalState if state is not LegalState.DEAD])
def test_every_legal_state_but_dead_passes(state):
    assert patent_gate(replace(PATENT, legal_state=state), OCCASION) is None


@pytest.mark.parametrize(
    ("kind", "gate"),
    [
        (LicenceKind.EXCLUSIVE, Gate.EXCLUSIVELY_LICENSED),
        (LicenceKind.SOLE, Gate.EXCLUSIVELY_LICENSED),
        (LicenceKind.ORDINARY, None),
        (LicenceKind.OPEN, None),
    ],
)
def test_only_licences_that_bar_others_stop_a_patent(kind, gate):
    assert patent_gate(replace(PATENT, licence_kind=kind), OCCASION) is gate


@pytest.mark.parametrize(
    "modes",
    [
        (),
        (TransferMode.ASSIGNMENT.value,),
        (TransferMode.SELF_IMPLEMENTATION.value, TransferMode.EQUITY.value),
    ],
)
def test_patent_with_another_mode_than_own_use_passes(modes):
    assert patent_gate(replace(PATENT, transfer_modes=modes), OCCASION) is None


@pytest.mark.parametrize(
    ("level", "gate"),
    [
        (Confidentiality.PUBLIC, None),
        (Confidentiality.RESTRICTED, None),
        (Confidentiality.NAMED, Gate.CONFIDENTIAL),
        (Confidentiality.HIDDEN, Gate.CONFIDENTIAL),
    ],
)
def test_only_released_demands_are_shown(level, gate):
    assert demand_gate(replace(DEMAND, confidentiality=level), OCCASION) is gate


@pytest.mark.parametrize(
    ("city", "wanted", "gate"),
    [
        (YICHANG, None, None),
        (YICHANG, YICHANG, None),
        (WUHAN, YICHANG, Gate.OUTSIDE_CITY),
        (ZHENGZHOU, ZHENGZHOU, Gate.OUTSIDE_PROVINCE),
        ("429004", None, None),
        (None, None, Gate.OUTSIDE_PROVINCE),
        (None, YICHANG, Gate.OUTSIDE_PROVINCE),
    ],
)
def test_place_of_a_patent(city, wanted, gate):
    assert (
        patent_gate(replace(PATENT, city_code=city), replace(OCCASION, patent_city=wanted)) is gate
    )


def test_lifting_the_province_keeps_the_city():
    occasion = replace(OCCASION, patent_city=WUHAN, lifted=AREA_GATES)
    assert patent_gate(replace(PATENT, city_code=ZHENGZHOU), occasion) is Gate.OUTSIDE_CITY
    assert patent_gate(PATENT, occasion) is None


def test_demand_of_an_unknown_place_is_outside_a_bounded_area_only():
    nowhere = replace(DEMAND, city_code=None)
    assert demand_gate(nowhere, OCCASION) is None
    assert demand_gate(nowhere, BOUND) is Gate.OUTSIDE_AREA


def test_demand_without_an_industry_is_outside_a_bounded_event():
    bare = replace(DEMAND, industries=frozenset())
    assert demand_gate(bare, OCCASION) is None
    assert demand_gate(bare, BOUND) is Gate.OUTSIDE_INDUSTRY


def test_every_gate_has_its_own_words():
    labels = [gate.label for gate in Gate]
    assert len(set(labels)) == len(Gate)
    assert min(map(len, labels)) >= 5


def test_many_patents_are_told_apart_as_each_alone():
    patents = [PATENT, *(replace(PATENT, **fault) for _, fault in PATENT_FAULTS)]
    columns = FactColumns.of(patents)
    for occasion in (OCCASION, replace(OCCASION, lifted=LEGAL_GATES, patent_city=WUHAN)):
        codes = patent_gates(gate_columns(columns), occasion)
        found = [gate_of(code) for code in codes.tolist()]
        assert found == [patent_gate(patent, occasion) for patent in patents]


def test_no_patents_are_stopped_by_no_gate():
    columns = gate_columns(FactColumns.of([]))
    assert patent_gates(columns, OCCASION).tolist() == []
