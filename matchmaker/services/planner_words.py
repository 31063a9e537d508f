"""Messages of the planner in the words of what people are given: names, sides, slots.

The planner knows parties by ids, and speaks of owners (专利权人) and of time slots (第 1 时段);
invitations and plans speak of 高校院所 and 第 1 场.
"""

import re
from collections.abc import Sequence

from sqlmodel import Session

from matchmaker.events import timetable_types as planner
from matchmaker.services.organisation_names import body_labels
from models.meeting_enums import Side

_PARTY = re.compile(rf"(?:{'|'.join(side.label for side in planner.Side)})（编号 (\d+)）")
_SLOT = re.compile(r"第 (\d+) 时段")


def reword(session: Session, texts: Sequence[str]) -> list[str]:
    """Return the texts with the names of parties, and with sides and slots as people know them."""
    ids = {int(number) for text in texts for number in _PARTY.findall(text)}
    labels = body_labels(session, ids)

    def name(found: re.Match[str]) -> str:
        label = labels.get(int(found[1]))
        return label.name if label else found[0]

    return [_plain(_PARTY.sub(name, text)) for text in texts]


def _plain(text: str) -> str:
    for side in planner.Side:
        text = text.replace(side.label, Side(side.value).label)
    return _SLOT.sub(r"第 \1 场", text)
