"""Public services of the world: on each side a policy with its file, and a course."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine

from matchmaker.access.viewer import person
from matchmaker.jobs.policy_files import receive_policy_file
from matchmaker.services.courses import CourseWords, announce_course
from matchmaker.services.list_hands import Author
from matchmaker.services.policies import PolicyWords, record_policy
from matchmaker.services.service_offers import OfferWords, enter_offer
from matchmaker.settings import Settings
from models.account_enums import Role
from models.course_enums import CourseKind
from models.policy_enums import PolicyLevel
from models.queries import courses as course_queries
from models.session import make_session
from models.values.region import get_city
from models.values.sitting import Sitting

OFFICE = person(1, "测试", Role.PROVINCIAL_ORGANISER)


@dataclass(frozen=True)
class PublicServices:
    """Ids and revisions by side; begun: a course that has begun, with its sitting."""

    policy: dict[str, int]
    policy_revision: dict[str, int]
    file: dict[str, int]
    course: dict[str, int]
    course_revision: dict[str, int]
    begun: dict[str, int]
    sitting: dict[str, int]
    offer: dict[str, int]
    offer_revision: dict[str, int]


def fill_services(
    engine: Engine, settings: Settings, cities: Mapping[str, str], by: Author
) -> PublicServices:
    """Enter on each side what its city has; cities: side → name."""
    made = PublicServices({}, {}, {}, {}, {}, {}, {}, {}, {})
    for side, city in cities.items():
        code = get_city(city).code
        words = PolicyWords(
            f"{city}市奖补办法", f"{city}市局", PolicyLevel.CITY, by.at.date(), city_code=code
        )
        with make_session(engine) as session:
            policy = record_policy(session, OFFICE, words, by)
            for kept, away in ((made.course, 7), (made.begun, -1)):
                starts = by.at + timedelta(days=away)
                sitting = Sitting(starts, starts + timedelta(hours=2))
                said = CourseWords(CourseKind.FIRMS, f"{city}班", code, (sitting,), place="一楼")
                course = announce_course(session, OFFICE, said, by)
                session.flush()
                kept[side] = course.id or 0
                if kept is made.course:
                    made.course_revision[side] = course.revision or 0
            offer = enter_offer(session, OFFICE, OfferWords("评估", f"{city}评估", "甲", code), by)
            made.offer[side], made.offer_revision[side] = offer.id or 0, offer.revision or 0
            begun = made.begun[side]
            made.sitting[side] = course_queries.sittings_of(session, [begun])[begun][0].id or 0
            session.commit()
            made.policy[side] = policy.id or 0
        sent = "办法.pdf", [b"%PDF-1.7\n" + side.encode()]
        file, _ = receive_policy_file(engine, settings, OFFICE, made.policy[side], sent, by)
        made.file[side] = file.id or 0
        with make_session(engine) as session:
            found = session.get_one(type(policy), made.policy[side])
            made.policy_revision[side] = found.revision or 0
    return made
