"""The policy library for everybody: found by words and bounds, read one by one."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.jobs.evidence import evidence_path
from matchmaker.services.policy_view import PolicyWish, find_policies, own_file, view_policy
from matchmaker.web.access import May
from matchmaker.web.api.fields import PathId, Text
from matchmaker.web.deps import NowDep, SessionDep, SettingsDep
from matchmaker.web.pages.addresses import query_path
from matchmaker.web.templating import Crumb, render
from models.errors import NotFound
from models.policy_enums import PolicyLevel, PolicyState
from models.queries import policies as policy_queries
from models.values.region import HUBEI_CITIES

PATH = "/policies"
LIBRARY = Crumb("政策库", PATH)
# What is asked for at once by one choice: what holds is told apart further in the list itself.
HOLDING = "holding"
STATES = [
    (HOLDING, "现行有效"),
    *((one.value, one.label) for one in PolicyState if one is not PolicyState.IN_FORCE),
]
_LEVELS = {one.value: one for one in PolicyLevel}
_STATES = {
    HOLDING: frozenset(one for one in PolicyState if one.holds),
    **{one.value: frozenset({one}) for one in PolicyState},
}
_CITIES = [(city.code, city.short_name) for city in HUBEI_CITIES]

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
Known = Annotated[Text, Field(max_length=100)]


class PolicyQuery(BaseModel):
    """What stands in the address of a search; what is empty bounds nothing.

    void: "yes" for those that were withdrawn, too, which is for the office alone.
    """

    words: Annotated[Text, Field(max_length=200)] = ""
    level: Known = ""
    city: Known = ""
    topic: Known = ""
    state: Known = ""
    void: Known = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    def wish(self) -> PolicyWish:
        """Return what is looked for."""
        return PolicyWish(
            words=self.words,
            level=_LEVELS.get(self.level),
            city_code=self.city or None,
            topic=self.topic,
            states=_STATES.get(self.state, frozenset()),
            page=self.page,
        )

    def path(self, base: str, **changed: object) -> str:
        """Return the address of this search with something changed, from the first page on."""
        return query_path(base, {**self.model_dump(exclude={"page"}), **changed})


@router.get(PATH, response_class=HTMLResponse)
def list_policies(
    request: Request,
    query: Annotated[PolicyQuery, Query()],
    _viewer: Anyone,
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
) -> Response:
    """Show the policies of a search."""
    public = query.model_copy(update={"void": ""})
    context = list_context(session, public, (now.date(), settings.segmenter), PATH)
    return render(request, "public/policies.html", context)


@router.get(f"{PATH}/{{policy_id}}", response_class=HTMLResponse)
def show_policy(
    request: Request, policy_id: PathId, viewer: Anyone, session: SessionDep, now: NowDep
) -> Response:
    """Show a policy with its text and its files."""
    view = view_policy(session, viewer, policy_id, now.date())
    context = {"view": view, "may_open": viewer.may(Permission.PUBLIC_SERVICE_READ)}
    return render(request, "public/policy.html", context, crumbs=[LIBRARY])


@router.get(f"{PATH}/{{policy_id}}/files/{{file_id}}")
def download(
    policy_id: PathId,
    file_id: PathId,
    viewer: Anyone,
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
) -> Response:
    """Return a file of a policy, to be saved and never shown as a page of ours."""
    view = view_policy(session, viewer, policy_id, now.date())
    file = own_file(session, view.policy, file_id)
    if file.removed_at is not None:
        raise NotFound(f"文件“{file.file_name}”已从政策库中删除。请在文件页查看现有附件")
    return FileResponse(
        evidence_path(settings, file),
        media_type=file.media_type,
        filename=file.file_name,
        headers={"X-Content-Type-Options": "nosniff"},
    )


def list_context(
    session: Session, query: PolicyQuery, seen: tuple[date, str], base: str
) -> dict[str, Any]:
    """Return what a list of policies is drawn with; seen: the day, and the segmenter."""
    wish = query.wish()
    if query.void == "yes":
        wish = replace(wish, with_void=True)
    found = find_policies(session, wish, *seen)
    chosen = query.model_dump(exclude={"page"})
    return {
        "query": query,
        "found": found,
        "is_filtered": any(chosen.values()),
        "levels": [(one.value, one.label) for one in PolicyLevel],
        "cities": _CITIES,
        "states": STATES,
        "topics": [(one, one) for one in policy_queries.list_topics(session)],
        "base": base,
        "back": query.path(base, page=query.page - 1) if query.page > 1 else "",
        "on": query.path(base, page=query.page + 1) if query.page < found.pages else "",
    }
