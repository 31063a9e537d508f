"""The organisation that a person means by a name, and the parts that it has."""

from collections import defaultdict

from rapidfuzz import fuzz, process
from sqlmodel import Session

from matchmaker.errors import BadQuery
from models.errors import NotFound
from models.organisation import Organisation
from models.queries import organisations as organisation_queries
from models.values.org_name import org_key

# How many names are offered where one is unknown, and how alike they must be, in per cent.
NEAREST_COUNT = 3
NEAREST_CUTOFF = 50
# One organisation may be near under several of its names.
_LOOKED_AT = 20


def get_by_name(session: Session, name: str) -> Organisation:
    """Return the organisation of any spelling that is known, or the one it is merged into.

    Raises BadQuery for a name without a character, NotFound with the nearest names for others.
    """
    if not org_key(name):
        raise BadQuery("单位名称是空的，请写出名称")
    found = organisation_queries.find_by_name(session, name)
    if found is not None:
        return found
    nearest = _nearest_names(session, name)
    remedy = f"是否为：{'、'.join(nearest)}？" if nearest else ""
    raise NotFound(f"没有名为“{name}”的单位。{remedy}请核对名称")


def list_parts(session: Session, organisation_id: int) -> list[int]:
    """Return the ids of all parts of an organisation, at any depth, in ascending order."""
    parts_of: dict[int, list[int]] = defaultdict(list)
    for part, whole in organisation_queries.parents_by_id(session).items():
        parts_of[whole].append(part)
    found: set[int] = set()
    waiting = [organisation_id]
    while waiting:
        fresh = set(parts_of[waiting.pop()]) - found
        found |= fresh
        waiting.extend(fresh)
    return sorted(found)


def _nearest_names(session: Session, name: str) -> list[str]:
    ids = organisation_queries.alias_ids(session)
    found = process.extract(
        org_key(name),
        # In a fixed order, which settles ties.
        sorted(ids),
        scorer=fuzz.ratio,
        limit=_LOOKED_AT,
        score_cutoff=NEAREST_CUTOFF,
    )
    nearest = list(dict.fromkeys(ids[key] for key, _, _ in found))[:NEAREST_COUNT]
    names = organisation_queries.names_by_id(session, nearest)
    return [names[known] for known in nearest]
