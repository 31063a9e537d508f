"""The SQL that says what may be seen agrees with the rule, and what is withheld is nowhere."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from matchmaker.access.secrecy import Sight, demand_sight
from matchmaker.access.viewer import GUEST, Viewer, person, program
from matchmaker.services.kin import load_kin
from matchmaker.services.visible_demands import (
    count_visible,
    get_visible,
    list_visible,
    load_sights,
    named_of,
    owned_of,
    widened,
)
from models.account_enums import Role
from models.demand import Demand, DemandIndustry
from models.errors import Conflict, NotFound
from models.organisation import Organisation
from models.queries import demands as demand_queries
from models.queries.visible import DemandFilter
from models.values.org_name import OrgType
from models.values.secrecy import Confidentiality

BODIES, DEMANDS = 6, 5
CITIES = (None, "420100", "420500")
BODY = st.integers(0, BODIES - 1)


@dataclass(frozen=True)
class Plan:
    """above: body → whole or None; into: body → merged into; demands: firm, city, level, named."""

    cities: list[str | None]
    above: list[int | None]
    into: list[int | None]
    demands: list[tuple[int, str | None, Confidentiality, set[int]]]


PLANS = st.builds(
    Plan,
    st.lists(st.sampled_from(CITIES), min_size=BODIES, max_size=BODIES),
    st.lists(st.none() | BODY, min_size=BODIES, max_size=BODIES),
    st.lists(st.none() | BODY, min_size=BODIES, max_size=BODIES),
    st.lists(
        st.tuples(
            BODY,
            st.sampled_from(CITIES),
            st.sampled_from(Confidentiality),
            st.sets(BODY, max_size=2),
        ),
        min_size=DEMANDS,
        max_size=DEMANDS,
    ),
)


def build(session: Session, plan: Plan) -> tuple[list[int], list[Demand]]:
    """Write a world; a body hangs only on earlier ones, so that there are no circles."""
    bodies: list[Organisation] = []
    for place, city in enumerate(plan.cities):
        above, into = plan.above[place], plan.into[place]
        body = Organisation(
            name=f"单位{place}",
            org_type=OrgType.ENTERPRISE,
            city_code=city,
            parent_id=bodies[above].id if above is not None and above < place else None,
            merged_into_id=bodies[into].id if into is not None and into < place else None,
        )
        session.add(body)
        session.flush()
        bodies.append(body)
    ids = [body.id or 0 for body in bodies]
    demands = []
    for number, (firm, city, level, named) in enumerate(plan.demands):
        demand = Demand(
            key=str(number),
            organisation_id=ids[firm],
            title=f"需求{number}",
            city_code=city,
            confidentiality=level,
        )
        session.add(demand)
        session.flush()
        recipients = {ids[body]: True for body in named}
        demand_queries.replace_recipients(session, demand.id or 0, recipients)
        demands.append(demand)
    return ids, demands


def viewers(ids: list[int]) -> list[Viewer]:
    found = [
        GUEST,
        person(1, "省", Role.PROVINCIAL_ORGANISER),
        person(2, "市", Role.CITY_ORGANISER, city_code="420100"),
        person(3, "管", Role.PROVINCIAL_ADMIN),
        person(4, "审", Role.AUDITOR),
        program(5, "程", []),
        program(6, "程", [], organisations=ids[:1]),
    ]
    found += [
        person(7 + place, "员", Role.ENTERPRISE_MEMBER, organisations=[body])
        for place, body in enumerate(ids)
    ]
    return found


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLANS)
def test_queries_agree_with_the_rule(session: Session, plan: Plan) -> None:
    ids, demands = build(session, plan)
    kin = load_kin(session)
    firms = {body: session.get_one(Organisation, body) for body in ids}
    for viewer in viewers(ids):
        said = {
            demand.id: demand_sight(
                widened(viewer, kin),
                demand.confidentiality,
                owned_of(demand, firms[demand.organisation_id]),
                named_of(session, demand, kin),
            )
            for demand in demands
        }
        wanted = {known: sight for known, sight in said.items() if sight is not Sight.NONE}
        assert load_sights(session, viewer) == wanted
        listed = list_visible(session, viewer)
        assert {view.id: view.sight for view in listed} == wanted
        assert count_visible(session, viewer) == len(wanted)
        assert {v.id for v in listed if v.texts} == {
            known for known, sight in wanted.items() if sight is Sight.FULL
        }
    session.rollback()


@pytest.fixture
def firm(session: Session) -> Organisation:
    body = Organisation(name="武汉轧机厂", org_type=OrgType.ENTERPRISE, city_code="420100")
    session.add(body)
    session.flush()
    return body


def add(session: Session, firm: Organisation, level: Confidentiality, number: str = "X-1") -> int:
    demand = Demand(
        key=f"{number}{level}",
        demand_number=number,
        organisation_id=firm.id or 0,
        title="轧辊修复",
        confidentiality=level,
    )
    session.add(demand)
    session.flush()
    session.add(
        DemandIndustry(
            demand_id=demand.id or 0, industry_slug="equipment", confidence=1.0, reason="词"
        )
    )
    session.flush()
    return demand.id or 0


ORGANISER = person(1, "省", Role.PROVINCIAL_ORGANISER)
STRANGER = person(2, "乙", Role.ENTERPRISE_MEMBER, organisations=[10**6])


def test_what_may_not_be_known_is_not_found_as_if_it_were_not_there(
    session: Session, firm: Organisation
) -> None:
    hidden = add(session, firm, Confidentiality.HIDDEN)
    told = []
    for number in ("X-1", f"#{hidden}", "X-9", "#999999"):
        with pytest.raises(NotFound) as error:
            get_visible(session, STRANGER, number)
        told.append(str(error.value).replace(number, "?"))
    assert len(set(told)) == 1


def test_of_a_hidden_demand_an_organiser_sees_number_firm_level_and_city_only(
    session: Session, firm: Organisation
) -> None:
    add(session, firm, Confidentiality.HIDDEN)
    view = get_visible(session, ORGANISER, "X-1")
    assert (view.number, view.enterprise, view.city) == ("X-1", "武汉轧机厂", "武汉")
    assert (view.level, view.sight, view.texts) == (
        Confidentiality.HIDDEN,
        Sight.EXISTENCE,
        None,
    )
    assert "轧辊" not in repr(view)


def test_a_number_of_several_names_only_those_that_are_seen(
    session: Session, firm: Organisation
) -> None:
    public = add(session, firm, Confidentiality.PUBLIC)
    hidden = add(session, firm, Confidentiality.HIDDEN)
    assert get_visible(session, STRANGER, "X-1").id == public
    with pytest.raises(Conflict, match=f"#{public}、#{hidden} 之一"):
        get_visible(session, ORGANISER, "X-1")


@pytest.mark.parametrize(
    "wanted",
    [
        DemandFilter(words=("轧辊",)),
        DemandFilter(industry_slug="equipment"),
        DemandFilter(open_on=date(2024, 6, 1)),
    ],
    ids=str,
)
def test_nothing_is_found_by_what_may_not_be_read(
    session: Session, firm: Organisation, wanted: DemandFilter
) -> None:
    add(session, firm, Confidentiality.HIDDEN)
    public = add(session, firm, Confidentiality.PUBLIC, "X-2")
    assert [view.id for view in list_visible(session, ORGANISER, wanted)] == [public]
    assert count_visible(session, ORGANISER, wanted) == 1


def test_lists_are_narrowed_and_cut(session: Session, firm: Organisation) -> None:
    ids = [add(session, firm, Confidentiality.PUBLIC, f"X-{n}") for n in range(3)]
    named = add(session, firm, Confidentiality.NAMED)
    everything = DemandFilter(city_code="420100", organisation_ids=frozenset({firm.id or 0}))
    assert [v.id for v in list_visible(session, ORGANISER, everything)] == [*ids, named]
    assert [v.id for v in list_visible(session, ORGANISER, everything, 1, 2)] == ids[1:]
    of_level = DemandFilter(level=Confidentiality.NAMED)
    assert [v.id for v in list_visible(session, ORGANISER, of_level)] == [named]
    assert list_visible(session, ORGANISER, DemandFilter(city_code="420500")) == []
