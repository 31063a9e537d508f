"""Messages of the planner with names in place of the ids by which it knows parties."""

import re
from collections.abc import Sequence

from sqlmodel import Session

from matchmaker.services.organisation_names import body_labels
from models.meeting_enums import Side

_PARTY = re.compile(rf"(?:{'|'.join(side.label for side in Side)})（编号 (\d+)）")


def reword(session: Session, texts: Sequence[str]) -> list[str]:
    """Return the texts with the names of parties."""
    ids = {int(number) for text in texts for number in _PARTY.findall(text)}
    labels = body_labels(session, ids)

    def name(found: re.Match[str]) -> str:
        label = labels.get(int(found[1]))
        return label.name if label else found[0]

    return [_PARTY.sub(name, text) for text in texts]
