"""Patents for everybody: found by words and facets, and one by one."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery, IndexDamaged, IndexMissing
from matchmaker.industry.taxonomy import Taxonomy
from matchmaker.matching.catalogue import Facet, Sort
from matchmaker.services.browsing import BrowsePage, Wanted, browse
from matchmaker.services.catalogue import facet_label
from matchmaker.services.open_licence_uses import own_use_standing
from matchmaker.services.patent_page import PatentPage, make_patent_page
from matchmaker.services.ranking import RankOptions
from matchmaker.services.similar import similar_to
from matchmaker.web.access import May
from matchmaker.web.api.fields import Id, PathText, Text
from matchmaker.web.deps import NowDep, SessionDep, SettingsDep
from matchmaker.web.desk import DeskKeeper, OpenDesk
from matchmaker.web.templating import Crumb, render
from models.errors import NotFound
from models.queries import saved_searches as search_queries

SORTS = {
    Sort.BEST: "最相关",
    Sort.NEWEST: "申请日从新到旧",
    Sort.CHEAPEST: "报价从低到高",
    Sort.MATUREST: "成熟度从高到低",
}
SIMILAR = 5
SEARCH = Crumb("查专利", "/patents")

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
Word = Annotated[Text, Field(max_length=100)]


class SearchForm(BaseModel):
    """What stands in the address of a search; what is empty bounds nothing."""

    words: Annotated[Text, Field(max_length=200)] = ""
    industry: Word = ""
    state: Word = ""
    kind: Word = ""
    mode: Word = ""
    city: Word = ""
    section: Word = ""
    maturity: Word = ""
    price: Word = ""
    ipc: Annotated[Text, Field(max_length=20)] = ""
    owner: Annotated[Id | None, Field()] = None
    offered: bool = False
    sort: Sort = Sort.BEST
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    def chosen(self) -> dict[Facet, str]:
        """Return the facets in which something is chosen."""
        given = {facet: str(getattr(self, facet.value)) for facet in Facet}
        return {facet: value for facet, value in given.items() if value}

    def name(self, taxonomy: Taxonomy) -> str:
        """Return what a person would call this search."""
        facets = [facet_label(facet, value, taxonomy) for facet, value in self.chosen().items()]
        said = [self.words, self.ipc, *facets, "正在挂牌" if self.offered else ""]
        return "，".join(part for part in said if part) or "全部专利"

    def query(self, **changed: object) -> str:
        """Return the address of this search with something changed, from the first page on."""
        values: Mapping[str, object] = {
            **self.model_dump(mode="json", exclude_defaults=True, exclude={"page"}),
            **changed,
        }
        said = {name: value for name, value in values.items() if value not in (None, "", False)}
        return f"{SEARCH.path}?{urlencode(said)}" if said else SEARCH.path


@router.get("/patents", response_class=HTMLResponse)
async def search(
    request: Request,
    typed: Annotated[SearchForm, Query()],
    viewer: Anyone,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Show what was found, with what else may be chosen, and the searches that one keeps."""
    account_id = viewer.account_id
    saved = [] if account_id is None else search_queries.searches_of(session, account_id)
    wanted = Wanted(
        words=typed.words,
        chosen=typed.chosen(),
        subclass=typed.ipc.strip().upper()[:4],
        owner_id=typed.owner,
        offered_on=now.date() if typed.offered else None,
        sort=typed.sort,
        page=typed.page,
    )

    def answer(own: Session, open_desk: OpenDesk) -> BrowsePage:
        _check(open_desk, wanted)
        return browse(own, open_desk.desk.index, open_desk.catalogue, wanted)

    keeper: DeskKeeper = request.app.state.desk_keeper
    try:
        found = await keeper.ask(request.app.state.engine, answer)
    except (IndexMissing, IndexDamaged) as error:
        return render(request, "public/no_stock.html", {"why": str(error)}, status=503)
    context = {"typed": typed, "found": found, "sorts": SORTS.items(), "saved": saved}
    return render(request, "public/patents.html", context)


@router.get("/patents/{number}", response_class=HTMLResponse)
async def patent(
    request: Request, number: PathText, viewer: Anyone, settings: SettingsDep, now: NowDep
) -> Response:
    """Show a patent: what it does, on which terms, how long it lives, and what is like it."""
    options = RankOptions(now.date(), settings.province, top=SIMILAR)

    def answer(session: Session, open_desk: OpenDesk) -> tuple[PatentPage, str, object]:
        page = make_patent_page(session, number, now.date())
        use = own_use_standing(session, viewer, page.patent.id or 0)
        try:
            return page, use, similar_to(session, open_desk.desk, number, options)
        except NotFound:
            # It came after the index.
            return page, use, None

    keeper: DeskKeeper = request.app.state.desk_keeper
    page, own_use, similar = await keeper.ask(request.app.state.engine, answer)
    may_ask = viewer.may(Permission.OPEN_LICENCE_ASK)
    context = {"page": page, "similar": similar, "own_use": own_use, "may_ask": may_ask}
    return render(request, "public/patent.html", context, crumbs=[SEARCH])


def _check(open_desk: OpenDesk, wanted: Wanted) -> None:
    """Raise BadQuery for a value that no patent can have."""
    for facet, value in wanted.chosen.items():
        if value not in open_desk.catalogue.facets[facet].values:
            raise BadQuery(f"没有“{value}”这个筛选值。请返回查专利页面重新选择")
