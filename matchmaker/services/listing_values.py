"""What a proposal changes, in words: what its patent tells now, and what it is to tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matchmaker.services.wording import tell_values, value_label
from models.listing import ListingProposal
from models.patent import Patent

# They make one amount, told under the name of the first.
_PRICE = ("price_low_cny", "price_high_cny", "price_negotiable")


@dataclass(frozen=True)
class FieldChange:
    """A column in words, contacts masked.

    present: what the patent tells now; changed: whether that is another than when it was proposed,
    while it waits.
    """

    field: str
    label: str
    present: str
    proposed: str
    changed: bool


def tell_change(patent: Patent, values: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return column → in words, what a patent tells and what it is to tell.

    values: column → value; what would stay as it is is told, too, for nobody has reviewed it.
    """
    columns = _columns(patent, values)
    before, after = dict(tell_values(columns)), dict(tell_values({**columns, **values}))
    names = dict.fromkeys([*before, *after])
    return {n: before.get(n, "") for n in names}, {n: after.get(n, "") for n in names}


def list_changes(patent: Patent, proposal: ListingProposal) -> list[FieldChange]:
    """Return what a proposal says beside what its patent tells now."""
    present = dict(tell_values(_columns(patent, proposal.proposed)))
    return [
        FieldChange(
            field=name,
            label=value_label(name),
            present=present.get(name, ""),
            proposed=text,
            changed=proposal.state.is_open
            and present.get(name, "") != proposal.before.get(name, ""),
        )
        for name, text in proposal.proposed.items()
    ]


def _columns(patent: Patent, names: Iterable[str]) -> dict[str, Any]:
    """Return the columns of a patent; of an amount all of it."""
    wanted = [part for name in names for part in (_PRICE if name in _PRICE else (name,))]
    return {name: getattr(patent, name) for name in dict.fromkeys(wanted)}
