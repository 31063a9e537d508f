"""Whose rows of a file may be loaded in whose name: the rule, and nothing but the rule."""

from collections.abc import Mapping
from dataclasses import dataclass

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import Forbidden
from models.account_enums import Role
from models.enums import ImportKind

# What somebody must be allowed to write of their own to load a file of it.
_WRITING: Mapping[ImportKind, Permission] = {
    ImportKind.PATENTS: Permission.PATENT_WRITE,
    ImportKind.DEMANDS: Permission.DEMAND_WRITE,
    ImportKind.KNOW_HOW: Permission.PATENT_WRITE,
    ImportKind.FIGURES: Permission.LEDGER_WRITE,
    ImportKind.PRODUCTS: Permission.PRODUCT_WRITE,
    ImportKind.WHITE_LIST: Permission.LEDGER_WRITE,
}
# What these write is looked through by their university before it counts.
_REVIEWED = frozenset({Role.INSTITUTION_MEMBER, Role.DEPARTMENT_REVIEWER})


@dataclass(frozen=True)
class RowLimit:
    """Whose rows are taken: those of organisations of a city, or of the organisations named."""

    city_code: str | None = None
    organisations: frozenset[int] = frozenset()

    def admits(self, owned: Owned) -> bool:
        """Whether rows or records of these owners may be written."""
        if self.city_code is not None and self.city_code in owned.cities:
            return True
        return not self.organisations.isdisjoint(owned.organisations)


def preview_limit(viewer: Viewer) -> RowLimit | None:
    """Return of whose rows a preview tells what becomes of them, None for everybody's.

    What is said of a row tells whether its record is there; nobody learns that of others' demands.
    """
    reach = viewer.reach(Permission.IMPORT)
    if reach is Reach.ALL:
        return None
    if reach is Reach.CITY:
        return RowLimit(city_code=viewer.city_code)
    return RowLimit(organisations=viewer.organisations)


def load_limit(viewer: Viewer, kind: ImportKind) -> RowLimit | None:
    """Return whose rows the viewer may load of a file of a kind, None for everybody's.

    Raises Forbidden for whoever may load none: whoever does not import, those whose work has to be
    reviewed first, and those who may not write what the file is of.
    """
    viewer.require(Permission.IMPORT)
    if _WRITING[kind] is Permission.LEDGER_WRITE and not viewer.may(_WRITING[kind]):
        # Stock is the business of whoever imports; the ledger has keepers of its own.
        raise _may_not_write(kind)
    if viewer.reach(Permission.IMPORT) is Reach.ALL:
        return None
    if viewer.role in _REVIEWED:
        raise Forbidden("文件已收到。您提交的内容须经本单位审核后导入，请联系本单位的审核员")
    if not viewer.may(_WRITING[kind]):
        raise _may_not_write(kind)
    return preview_limit(viewer)


def _may_not_write(kind: ImportKind) -> Forbidden:
    return Forbidden(f"文件已收到。您的账号不能导入{kind.label}，请联系省级或市级组织者导入")
