"""Those who leave records in a loaded sample, and need no account for it."""

from matchmaker.access.viewer import Viewer, person
from models.account_enums import Role
from scripts.serving.entry import Body

PERSON = "陈晓"
OFFICE = person(0, PERSON, Role.PROVINCIAL_ORGANISER)


def on_behalf_of(role: Role, body: Body) -> Viewer:
    """Return somebody of an organisation who needs no account."""
    return person(0, PERSON, role, organisations=[body.id], organisation_id=body.id)
