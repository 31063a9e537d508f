"""Whose uploaded files somebody sees, and for which organisation they send one."""

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.ownership import owned_organisation, owned_upload
from matchmaker.services.uploads import Sender
from models.queries import organisations as organisation_queries
from models.queries import uploads as upload_queries
from models.queries.uploads import UploadScope
from models.upload import Upload


def sender_key(viewer: Viewer) -> str:
    """Return by which a viewer is known as a sender."""
    return Sender(viewer.name, viewer.account_id).key


def upload_scope(viewer: Viewer) -> UploadScope:
    """Return the uploads that a viewer sees in a list: own ones, and those within reach."""
    reach = viewer.reach(Permission.IMPORT)
    return UploadScope(
        sender_key=sender_key(viewer),
        organisation_ids=viewer.organisations if reach is Reach.OWN else frozenset(),
        city_code=viewer.city_code if reach is Reach.CITY else None,
        everything=reach is Reach.ALL,
    )


def seen_upload(session: Session, viewer: Viewer, upload_id: int) -> Upload:
    """Return an upload of the viewer or one within its reach; raise NotFound or Forbidden."""
    upload = upload_queries.get_upload(session, upload_id)
    if upload.sender_key != sender_key(viewer):
        viewer.require(Permission.IMPORT, owned_upload(session, upload))
    return upload


def sent_for(session: Session, viewer: Viewer, organisation_id: int | None) -> int | None:
    """Return for which organisation a viewer sends a file: its own where none is named.

    Raises Forbidden for one that is not within reach, BadQuery where there are several.
    """
    if organisation_id is not None:
        body = organisation_queries.get_survivor(session, organisation_id)
        viewer.require(Permission.IMPORT, owned_organisation(body))
        return body.id
    if viewer.reach(Permission.IMPORT) is not Reach.OWN:
        return None
    if viewer.account_id is not None:
        return viewer.organisation_id
    if len(viewer.organisations) != 1:
        raise BadQuery("请用 organisation 指明单位编号")
    return next(iter(viewer.organisations))
