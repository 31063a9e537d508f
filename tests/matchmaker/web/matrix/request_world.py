"""What cities of the world ask of the province: on each side a draft, and one of each standing."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from matchmaker.services.city_requests import keep
from matchmaker.services.list_hands import Author
from models.session import make_session
from models.values.region import get_city
from tests.matchmaker.services.city_requests.cases import WORDS


@dataclass(frozen=True)
class Requests:
    """Ids by side; revision: by id."""

    draft: dict[str, int]
    submitted: dict[str, int]
    taken_on: dict[str, int]
    answered: dict[str, int]
    revision: dict[int, int]


def fill_requests(engine: Engine, cities: Mapping[str, str], by: Author) -> Requests:
    """Have cities ask on both sides; cities: side → name."""
    made = Requests({}, {}, {}, {}, {})
    with make_session(engine) as session:
        for side, city in cities.items():
            for place, held in enumerate(
                (made.draft, made.submitted, made.taken_on, made.answered)
            ):
                one = keep.write_request(session, get_city(city).code, WORDS, by)
                known = one.id or 0
                if place > 0:
                    keep.submit_request(session, known, one.revision or 0, by)
                if place > 1:
                    keep.take_on(session, known, one.revision or 0, "李明", by)
                if place > 2:
                    keep.answer_request(session, known, one.revision or 0, "已办", by)
                held[side], made.revision[known] = known, one.revision or 0
        session.commit()
    return made
