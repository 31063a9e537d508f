"""A small event: three firms, three institutions, and a candidate list that joins them."""

from dataclasses import dataclass
from datetime import date, time

from sqlmodel import Session

from matchmaker.services.halls import HallSettings, save_hall
from matchmaker.services.participants import Terms, answer, get_participant
from models.candidate_list import CandidateEntry, CandidateList
from models.demand import Demand
from models.enums import EventKind
from models.event import Event
from models.matching import Match, MatchRun
from models.meeting_enums import ParticipantStatus, Side
from models.organisation import Organisation
from models.patent import Patent, PatentOwner
from models.queries import organisations as organisation_queries
from models.values.org_name import OrgType
from models.values.patent_kind import PatentKind
from models.values.patent_number import PatentNumber
from tests.conftest import NOW
from tests.factories import number

FIRMS = ("武汉轧机制造有限公司", "十堰电池有限公司", "宜昌化工有限公司")
OWNERS = ("武汉科技大学", "武汉大学", "湖北汽车工业学院")
# Firm, owner and score of each pair on the list.
PAIRS = ((0, 0, 0.9), (0, 0, 0.4), (0, 1, 0.6), (1, 1, 0.5), (1, 2, 0.8), (2, 0, 0.7))
SLUG = "docking"
INDUSTRY = "vehicles"


@dataclass(frozen=True)
class World:
    """Ids: firms and owners in the order of their names, (demand, patent) of each pair."""

    event: Event
    firms: tuple[int, ...]
    owners: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]


def make_world(session: Session) -> World:
    event = Event(
        slug=SLUG,
        name="武汉对接会",
        kind=EventKind.LOCAL_DOCKING,
        held_on=date(2024, 6, 18),
        city_code="420100",
        venue="光谷会展中心",
    )
    session.add(event)
    session.flush()
    firms = organisation_queries.add_organisations(
        session, [(name, {"city_code": "420100"}) for name in FIRMS], OrgType.ENTERPRISE
    )
    owners = [organisation_queries.find_by_name(session, name) for name in OWNERS]
    firm_ids = tuple(firms.values())
    owner_ids = tuple(owner.id or 0 for owner in owners if owner)
    run = MatchRun(
        algorithm="blend-v1",
        index_version="v",
        as_of=date(2024, 5, 6),
        created_at=NOW,
        demand_count=0,
        patent_count=0,
    )
    session.add(run)
    session.flush()
    version = CandidateList(
        event_id=event.id or 0,
        version=1,
        run_id=run.id or 0,
        as_of=date(2024, 5, 6),
        created_at=NOW,
        input_digest="d",
    )
    session.add(version)
    session.flush()
    pairs = []
    for place, (firm, owner, score) in enumerate(PAIRS, start=1):
        pair = add_pair(session, place, firm_ids[firm], owner_ids[owner])
        pairs.append(pair)
        match = Match(
            run_id=run.id or 0,
            demand_id=pair[0],
            patent_id=pair[1],
            rank=1,
            score=score,
            industry_slug=INDUSTRY,
        )
        session.add(match)
        session.flush()
        session.add(
            CandidateEntry(
                list_id=version.id or 0,
                match_id=match.id or 0,
                industry_slug=INDUSTRY,
                position=place,
            )
        )
    session.flush()
    return World(event, firm_ids, owner_ids, tuple(pairs))


def add_pair(session: Session, place: int, firm: int, owner: int) -> tuple[int, int]:
    title = f"需求{place}"
    demand = Demand(key=title, demand_number=title, organisation_id=firm, title=f"{title}的难题")
    patent = Patent(
        application_number=PatentNumber.parse(number(f"2020100000{place:02d}")).key,
        title=f"{title}的办法",
        kind=PatentKind.INVENTION,
    )
    session.add_all([demand, patent])
    session.flush()
    patent_id = patent.id or 0
    session.add(PatentOwner(patent_id=patent_id, organisation_id=owner, position=0))
    session.flush()
    return demand.id or 0, patent_id


def add_person(session: Session, name: str) -> int:
    person = Organisation(name=name, org_type=OrgType.INDIVIDUAL)
    session.add(person)
    session.flush()
    return person.id or 0


HALL = HallSettings(
    starts_at=time(9, 0),
    minutes_per_slot=20,
    pause_minutes=5,
    slot_count=4,
    breaks=(2,),
    tables=("A区", "A区", "B区"),
    walk_minutes=0,
    allowed_groups=(),
    most_meetings=3,
)


def set_hall(session: Session, world: World, settings: HallSettings = HALL) -> None:
    save_hall(session, world.event, settings)


def confirm(session: Session, world: World, name: str, terms: Terms | None = None) -> None:
    side = Side.ENTERPRISE if name in FIRMS else Side.INSTITUTION
    participant = get_participant(session, world.event, name, side)
    answer(session, participant, ParticipantStatus.CONFIRMED, NOW, terms)


def confirm_all(session: Session, world: World) -> None:
    for name in (*FIRMS, *OWNERS):
        confirm(session, world, name)
