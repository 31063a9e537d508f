"""What cities hand in of a loaded sample: plans and reports in every state."""

from datetime import date
from typing import Any

from sqlmodel import Session

from matchmaker.services.list_hands import Author
from matchmaker.services.submissions import keep
from matchmaker.services.submissions.keep import Place
from matchmaker.services.submissions.statement import counted_figures
from matchmaker.services.submissions.words import PlannedActivity, SubmissionWords
from models.ledger_enums import ActivityKind
from models.submission_enums import SubmissionKind
from models.values.region import HUBEI_CITIES
from scripts.serving.visits import CAMPAIGN_YEAR


def hand_in_plans(session: Session, by: Author) -> None:
    """Have cities plan and report a campaign: filed, sent, returned, and one a draft."""
    year, until, acts = (
        CAMPAIGN_YEAR,
        date(CAMPAIGN_YEAR, 10, 20),
        (keep.file, keep.file, None, _return, _leave),
    )
    for place, (city, act) in enumerate(zip(HUBEI_CITIES, acts, strict=False), start=1):
        plan = Place(SubmissionKind.PLAN, year, city.code)
        words = SubmissionWords(
            figures={
                "briefing_sessions": 4 * place,
                "docking_events": 2 * place,
                "visits": 100 * place,
                "transfers": 60 * place,
                "pledge_amount": 123_456_700 * place,
            },
            activities=(
                PlannedActivity(
                    ActivityKind.DOCKING, "6月18日", "高校专利进园区对接会", "高新区", "市局促进科"
                ),
                PlannedActivity(ActivityKind.TRAINING, "9月", "专利转化实务培训班"),
            ),
            texts={
                "organisation": "成立由分管局领导任组长的工作专班，\n各县市区明确联络员。",
                "measures": "安排专项经费 20 万元，每月通报进度。",
            },
        )
        _hand_in(session, plan, words, act, by)
        report = Place(SubmissionKind.REPORT, year, city.code)
        own = counted_figures(session, year, city.code, until)
        stated = {slug: one.value for slug, one in own.items() if slug != "provincial_events"}
        more = {"visits": place, "transfers": stated.get("transfers", 0) + place % 2}
        words = SubmissionWords(
            figures={**stated, **more, "licences": stated.get("licences", 0)},
            texts={
                "practice": "组织高校专家进园区，逐企送上匹配清单。\n建立一企一策台账。",
                "problems": "中小企业吸纳能力不足，质押融资成本偏高。",
                "advice": "建议省局统一开放许可费率参考。",
            },
            counted_until=until,
        )
        _hand_in(session, report, words, act, by)


def _hand_in(session: Session, place: Place, words: SubmissionWords, act: Any, by: Author) -> None:
    made = keep.save(session, place, 0, words, by)
    if act is not _leave:
        made = keep.send(session, place, made.revision or 0, by)
        if act is not None:
            act(session, place, made.revision or 0, by)


def _return(session: Session, place: Place, revision: int, by: Author) -> None:
    keep.give_back(session, place, revision, "质押融资额请与银行数核对", by)


def _leave(*_: object) -> None:
    """Leave a draft as it is."""
