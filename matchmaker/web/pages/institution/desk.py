"""What all pages of the desk of an institution need: who may sit at it, and its first crumb."""

from typing import Annotated

from fastapi import Depends

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.web.access import May, ViewerDep
from matchmaker.web.templating import Crumb

HOME = Crumb("院校工作台", "/institution")
PATENTS = Crumb("专利", "/institution/patents")


class AtDesk(May):
    """A dependency that lets in whoever has the permission and belongs to an institution."""

    def __call__(self, viewer: ViewerDep) -> Viewer:
        """Return the viewer; raise NotSignedIn or Forbidden."""
        super().__call__(viewer)
        if viewer.role is None or not viewer.role.is_of_institution:
            raise Forbidden("这是院校和科研院所的工作台。您的账号请从首页进入自己的工作台")
        return viewer


Member = Annotated[Viewer, Depends(AtDesk(Permission.PATENT_WRITE))]
Reviewer = Annotated[Viewer, Depends(AtDesk(Permission.PATENT_REVIEW))]
LicenceReader = Annotated[Viewer, Depends(AtDesk(Permission.OPEN_LICENCE_READ))]
LicenceWriter = Annotated[Viewer, Depends(AtDesk(Permission.OPEN_LICENCE_WRITE))]
LicenceMover = Annotated[Viewer, Depends(AtDesk(Permission.OPEN_LICENCE_MOVE))]
Importer = Annotated[Viewer, Depends(AtDesk(Permission.IMPORT))]
Answerer = Annotated[Viewer, Depends(AtDesk(Permission.IMPROVEMENT_ANSWER))]
Owner = Annotated[Viewer, Depends(AtDesk(Permission.RECOMMEND_DEMANDS))]
