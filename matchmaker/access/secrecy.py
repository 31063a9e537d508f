"""How much of a demand a viewer may see, as its firm has released it.

Of a demand that is hidden (不公开) whoever organises knows that it is there, since the office has
to answer for it, and opens its text for a purpose, which is logged (Data Security Law of the PRC,
art. 38); nobody else learns of it.
"""

from enum import StrEnum

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from models.values.secrecy import Confidentiality


class Sight(StrEnum):
    """How much is seen: all but contacts, only that it exists, or nothing at all."""

    FULL = "full"
    EXISTENCE = "existence"
    NONE = "none"


def demand_sight(
    viewer: Viewer, level: Confidentiality, owned: Owned, named: frozenset[int] = frozenset()
) -> Sight:
    """Return how much of a demand the viewer may see.

    owned: its city and its firm; named: the organisations it is meant for, if it names any.
    """
    if not viewer.organisations.isdisjoint(owned.organisations):
        return Sight.FULL
    if viewer.is_organiser and viewer.may(Permission.DEMAND_WRITE, owned):
        return Sight.EXISTENCE if level is Confidentiality.HIDDEN else Sight.FULL
    if level is Confidentiality.PUBLIC:
        return Sight.FULL
    if level is Confidentiality.RESTRICTED:
        return Sight.FULL if viewer.is_known else Sight.NONE
    if level is Confidentiality.NAMED and not viewer.organisations.isdisjoint(named):
        return Sight.FULL
    return Sight.NONE
