"""What the one-page sheet of a patent at a roadshow says, in plain words of its own texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from matchmaker.services.roadshow_view import owner_names, price_of
from matchmaker.services.wording import tell_value
from matchmaker.text.gist import cut_at_end, gain_of, problem_of, use_of, way_of
from models.demand import Demand
from models.event import Event
from models.patent import Patent
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.queries import roadshow as roadshow_queries
from models.values.contact import mask_name, mask_phone
from models.values.secrecy import Confidentiality

# Characters of a text, so that everything together stays on one page.
LONGEST = {
    "title": 48,
    "problem": 100,
    "way": 170,
    "gain": 200,
    "use": 80,
    "owner": 60,
    "modes": 40,
    "contact": 40,
    "line": 34,
}
SHOWN_FIRMS = 3
NOT_SAID = "摘要没有写明，请权利人用一句话补充"
TO_AGREE = "未写明，请与权利人商议"


@dataclass(frozen=True)
class FirmLine:
    """A firm that asked for such a thing, and what it called it."""

    enterprise: str
    demand: str


@dataclass(frozen=True)
class ProjectSheet:
    """The page of a patent, ready to be set: every text is short enough and none is missing.

    firms: the best of those whose demand is public; more: how many others of them there are;
    unnamed: how many firms none of whose demands is public.
    """

    slug: str
    event_name: str
    held_on: date
    version: int
    made_at: datetime
    place: int
    application_number: str
    title: str
    kind: str
    problem: str
    way: str
    gain: str
    use: str
    maturity: str
    firms: tuple[FirmLine, ...]
    more: int
    unnamed: int
    transfer_modes: str
    price: str
    owner: str
    legal_state: str
    expiry: str
    contact: str

    @property
    def others(self) -> str:
        """Who else asked, or that nobody did."""
        parts = [
            f"{count} 家企业{remark}"
            for count, remark in ((self.more, ""), (self.unnamed, "（未公开）"))
            if count
        ]
        if not parts:
            return "" if self.firms else "库中暂无相合的企业需求"
        return ("另有 " if self.firms else "") + "、".join(parts)

    @property
    def file_stem(self) -> str:
        """The name of its files without what tells their kind."""
        return f"{self.slug}_v{self.version}_{self.place:02d}_{self.application_number}"


def project_sheets(session: Session, event: Event, version: int | None) -> list[ProjectSheet]:
    """Return the sheets of a version of an event's selection, by place; raise NotFound."""
    selection = roadshow_queries.get_version(session, event, version)
    entries = roadshow_queries.list_entries(session, selection)
    patents = patent_queries.by_ids(session, [entry.patent_id for entry in entries])
    owners = owner_names(session, sorted(patents))
    wanted = {demand_id for entry in entries for demand_id, _ in entry.demands}
    demands = demand_queries.by_ids(session, wanted)
    firms = organisation_queries.names_by_id(
        session, {demand.organisation_id for demand in demands.values()}
    )
    sheets = []
    for entry in entries:
        patent = patents[entry.patent_id]
        asked = [demands[demand_id] for demand_id, _ in entry.demands if demand_id in demands]
        named, unnamed = _firms(asked, firms)
        shown = named[:SHOWN_FIRMS]
        sheets.append(
            ProjectSheet(
                slug=event.slug,
                event_name=event.name,
                held_on=event.held_on,
                version=selection.version,
                made_at=selection.made_at,
                place=entry.position,
                application_number=patent.display_number,
                title=cut_at_end(patent.title, LONGEST["title"]),
                kind=patent.kind.label,
                **_texts(patent),
                firms=shown,
                more=len(named) - len(shown),
                unnamed=unnamed,
                transfer_modes=_modes(patent),
                price=price_of(patent) or TO_AGREE,
                owner=cut_at_end("、".join(owners[entry.patent_id]), LONGEST["owner"]) or "未知",
                legal_state=patent.legal_state.label,
                expiry=f"{patent.expiry_date:%Y年%m月%d日}" if patent.expiry_date else "未知",
                contact=_contact(patent),
            )
        )
    return sheets


def _texts(patent: Patent) -> dict[str, str]:
    """Return the texts of the page that come from those of the patent."""
    said = patent.abstract or patent.first_claim
    problem, use = problem_of(said), patent.scenario or use_of(said)
    gain = patent.effect or gain_of(said, LONGEST["gain"])
    return {
        "problem": cut_at_end(problem, LONGEST["problem"]) or NOT_SAID,
        "way": way_of(said, LONGEST["way"]) or cut_at_end(said, LONGEST["way"]) or NOT_SAID,
        "gain": cut_at_end(gain, LONGEST["gain"]) or NOT_SAID,
        "use": cut_at_end(use, LONGEST["use"]) or NOT_SAID,
        "maturity": _maturity(patent),
    }


def _maturity(patent: Patent) -> str:
    if patent.maturity_trl is None:
        return "未知"
    level = f"技术就绪度 {patent.maturity_trl} 级（共 9 级）"
    said = cut_at_end(patent.maturity_text, LONGEST["line"])
    return f"{said}，{level}" if said else level


def _modes(patent: Patent) -> str:
    told = tell_value("transfer_modes", patent.transfer_modes)
    return cut_at_end(told, LONGEST["modes"]) or TO_AGREE


def _contact(patent: Patent) -> str:
    masked = [mask_name(patent.contact_name), mask_phone(patent.contact_phone)]
    return (
        cut_at_end("　".join(text for text in masked if text), LONGEST["contact"])
        or "请与主办方联系"
    )


def _firms(demands: Sequence[Demand], names: dict[int, str]) -> tuple[tuple[FirmLine, ...], int]:
    """Return the firms of public demands, the best first, and how many other firms there are.

    A firm that is named for one demand is not counted for another that is not public.
    """
    public = [d for d in demands if d.confidentiality is Confidentiality.PUBLIC]
    first = {demand.organisation_id: demand for demand in reversed(public)}
    named = sorted(first.values(), key=public.index)
    lines = [
        FirmLine(
            cut_at_end(names[demand.organisation_id], LONGEST["line"]),
            cut_at_end(demand.title, LONGEST["line"]),
        )
        for demand in named
    ]
    others = {demand.organisation_id for demand in demands} - first.keys()
    return tuple(lines), len(others)
