"""Records of the campaign, of which a dump tells."""

from typing import Any

from sqlmodel import select

from models.case_enums import CaseCategory
from models.city_request import CityRequest
from models.course import Course, CourseSession
from models.course_enums import CourseKind
from models.demand import Demand
from models.model_case import ModelCase
from models.policy import Policy
from models.policy_enums import PolicyLevel
from models.product import Product, ProductPatent
from models.product_enums import PatentRole
from models.service_offer import ServiceOffer
from models.submission import CitySubmission
from models.submission_enums import SubmissionKind, SubmissionState
from models.white_list import WhiteListBatch, WhiteListEntry
from tests.conftest import NOW


def fill_campaign(session: Any, contact: tuple[str, str]) -> None:
    """Add one record of each kind of the campaign; contact: what may stand in no line."""
    secret, phone = contact
    at = {"actor": "张三", "recorded_at": NOW}
    firm = session.exec(select(Demand.organisation_id).order_by(Demand.id)).first()
    product = Product(
        organisation_id=firm,
        name="轧辊",
        name_key="轧辊",
        year=2024,
        contact_name=secret,
        contact_phone=phone,
        actor="张三",
        made_at=NOW,
        changed_at=NOW,
    )
    batch = WhiteListBatch(year=2024, number=1, listed_on=NOW.date(), **at)
    course = Course(kind=CourseKind.FIRMS, title="实务", note=secret, **at)
    session.add_all([product, batch, course])
    session.flush()
    session.add_all(
        [
            ProductPatent(product_id=product.id, number="2021100000016", role=PatentRole.CORE),
            WhiteListEntry(
                batch_id=batch.id, key="甲", organisation_id=firm, firm_name="甲公司", **at
            ),
            CourseSession(course_id=course.id, starts_at=NOW, ends_at=NOW),
            Policy(
                title="办法", issuer="省局", level=PolicyLevel.PROVINCE, issued_on=NOW.date(), **at
            ),
            ServiceOffer(kind="评估", title="评估", provider_name="甲中心", **at),
            CitySubmission(
                kind=SubmissionKind.PLAN,
                year=2024,
                city_code="420100",
                state=SubmissionState.DRAFT,
                figures={"visits": 3},
                texts={"organisation": secret},
                **at,
            ),
            CityRequest(
                city_code="420100",
                subject="请派专家",
                responsible=secret,
                return_reason=phone,
                **at,
            ),
            ModelCase(year=2024, title="案例", category=CaseCategory.LICENCE, **at),
        ]
    )
