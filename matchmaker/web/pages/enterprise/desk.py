"""What the pages of the desk of a firm have in common: who stands at it, and on which ground."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.services.feedback import Speaker
from matchmaker.services.list_hands import Author
from matchmaker.services.own_demands import own_bodies
from matchmaker.services.ranking import RankOptions
from matchmaker.services.visible_demands import DemandTexts, DemandView, get_visible_by_id
from matchmaker.web.access import May, ViewerDep
from matchmaker.web.desk import OpenDesk
from matchmaker.web.templating import Crumb
from models.account_enums import Role
from models.errors import NotFound
from models.organisation import Organisation
from models.queries import demands as demand_queries
from models.queries import organisations as organisation_queries

HOME = Crumb("企业工作台", "/enterprise")

Answer = TypeVar("Answer")


class FirmMay(May):
    """A dependency that gives a member of a firm, and refuses everybody else."""

    def __call__(self, viewer: ViewerDep) -> Viewer:
        """Return the viewer; raise NotSignedIn or Forbidden."""
        viewer.require(self.permission)
        if viewer.role is not Role.ENTERPRISE_MEMBER:
            raise Forbidden("企业工作台只供企业账号使用。请从首页进入您自己的工作台")
        return viewer


def own_firm(session: Session, viewer: Viewer) -> Organisation:
    """Return the firm that the viewer belongs to, or acts for."""
    return organisation_queries.get_survivor(session, viewer.organisation_id or 0)


def own_demand(
    session: Session, viewer: Viewer, demand_id: int
) -> tuple[DemandView, DemandTexts, int]:
    """Return a demand of the viewer's firm, its texts and the record of the firm that has it.

    Raises NotFound for any other one, also for one that the viewer may read elsewhere.
    """
    view = get_visible_by_id(session, viewer, demand_id)
    owner = demand_queries.by_ids(session, [demand_id])[demand_id].organisation_id
    if owner not in own_bodies(session, viewer) or view.texts is None:
        raise NotFound(f"贵单位没有编号为 {demand_id} 的需求。请从“我的需求”进入")
    return view, view.texts, owner


def speaker_of(session: Session, viewer: Viewer, owner: int, author: Author) -> Speaker:
    """Return who speaks for the firm that has a demand."""
    body = organisation_queries.get_survivor(session, owner)
    return Speaker(body.id or 0, author, viewer.account_id)


def options(request: Request, viewer: Viewer, top: int) -> RankOptions:
    """Return how patents are asked for: as of today, anywhere that the rules allow."""
    state = request.app.state
    return RankOptions(
        as_of=state.clock().date(), province=state.settings.province, top=top, viewer=viewer
    )


async def ask(request: Request, answer: Callable[[Session, OpenDesk], Answer]) -> Answer:
    """Return what is answered from the stock; raise IndexMissing or IndexDamaged."""
    state = request.app.state
    found: Answer = await state.desk_keeper.ask(state.engine, answer)
    return found
