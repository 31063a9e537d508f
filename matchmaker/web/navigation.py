"""What leads from every page to the others: for all, and the desk of whoever looks."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.web.desk_tabs import DESKS, Desk, Tab
from models.account_enums import Role


@dataclass(frozen=True)
class Link:
    """An entry of a menu; here: the page that is shown is of it."""

    label: str
    path: str
    here: bool


@dataclass(frozen=True)
class Menu:
    """links: of everybody and the desk; desk: name of the desk that is shown, with its tabs.

    A tab may stand for a group of pages; group: its name where one of its pages is shown, with what
    else there is in it.
    """

    links: Sequence[Link]
    desk: str = ""
    tabs: Sequence[Link] = ()
    group: str = ""
    subtabs: Sequence[Link] = ()


PUBLIC = (
    Tab("首页", "/", Permission.PUBLIC),
    Tab("查专利", "/patents", Permission.PUBLIC),
    Tab("政策", "/policies", Permission.PUBLIC),
    Tab("培训", "/courses", Permission.PUBLIC),
    Tab("服务", "/services", Permission.PUBLIC),
)


def menu(viewer: Viewer | None, path: str) -> Menu:
    """Return what leads on from a page; a guest's where nobody is known."""
    desk = find_desk(viewer)
    tabs = [] if desk is None or viewer is None else desk_tabs(desk, viewer)
    first = [tab.path for tab in tabs[:1]]
    links = [Link(tab.label, tab.path, _is_at(tab.path, path)) for tab in PUBLIC]
    shown = desk is not None and path.startswith(desk.prefix)
    if desk is not None and first:
        links.append(Link(desk.label, first[0], shown))
    if desk is None or not shown:
        return Menu(links)
    near = {tab.path: _nearness(tab, path) for tab in tabs}
    most = max(near.values(), default=0)
    here = {tab.path for tab in tabs if 0 < most == near[tab.path]}
    groups = _grouped(tabs)
    shown_group = next((g for g in groups if len(g) > 1 and here & {t.path for t in g}), ())
    return Menu(
        links,
        desk.label,
        [_heading(group, here) for group in groups],
        shown_group[0].group if shown_group else "",
        [Link(tab.label, tab.path, tab.path in here) for tab in shown_group],
    )


def _grouped(tabs: Sequence[Tab]) -> list[tuple[Tab, ...]]:
    """Return the tabs of each group, in the order of their first; one without a group is alone."""
    found: dict[str, list[Tab]] = {}
    for tab in tabs:
        found.setdefault(tab.group or tab.path, []).append(tab)
    return [tuple(group) for group in found.values()]


def _heading(group: Sequence[Tab], here: Collection[str]) -> Link:
    """Return what leads to a group: its first page, by the group's name unless it is alone."""
    first = group[0]
    label = first.group if len(group) > 1 else first.label
    return Link(label, first.path, any(tab.path in here for tab in group))


def find_desk(viewer: Viewer | None) -> Desk | None:
    """Return the desk of somebody's role, None for who has none."""
    role = None if viewer is None else viewer.role
    return next((desk for desk in DESKS if role in desk.roles), None)


def home_of(role: Role) -> str:
    """Return where somebody with a role begins: at their desk, as all have one."""
    return next((desk.tabs[0].path for desk in DESKS if role in desk.roles), "/")


def desk_tabs(desk: Desk, viewer: Viewer) -> list[Tab]:
    """Return the tabs of a desk that somebody may open."""
    may: Callable[[Permission], bool] = viewer.may
    return [tab for tab in desk.tabs if may(tab.permission)]


def _nearness(tab: Tab, path: str) -> int:
    """Return how much of a page's address a tab leads to, 0 for none of it."""
    return max((len(one) for one in (tab.path, *tab.more) if _is_at(one, path)), default=0)


def _is_at(tab: str, path: str) -> bool:
    return path == tab if tab == "/" else path == tab or path.startswith(f"{tab}/")
