"""Files that people have sent, loaded or tried in the background, as far as the sender may."""

from functools import partial
from typing import Any

from sqlmodel import Session

from matchmaker.access.import_rows import RowLimit, load_limit, preview_limit
from matchmaker.jobs.uploads import load_upload, preview_upload
from matchmaker.jobs.work_context import Stopped, WorkContext
from matchmaker.jobs.work_parameters import UploadParameters
from matchmaker.services.accounts.viewers import asking_viewer
from matchmaker.services.import_facts import COUNTS, loaded_facts, report_facts, trial_facts
from matchmaker.services.list_hands import Author
from models.enums import ImportKind
from models.errors import Conflict
from models.queries import uploads as upload_queries

REFUSED_AT = "/api/v1/imports/{upload}/refused.xlsx"


def load_sent(session: Session, given: UploadParameters, context: WorkContext) -> dict[str, Any]:
    """Load a file; whoever asked must still be allowed to, and rows of others are refused."""
    context.tell("导入")
    if (done := _loaded(session, given.upload)) is not None:
        # Begun before by a process that was lost after it had loaded the file, or asked for twice.
        return done
    limit = _load_limit(session, given.upload, context)
    author = Author(context.requested_by, context.clock())
    session.rollback()
    on_progress = partial(context.tell, "导入")
    try:
        report = load_upload(
            context.engine, context.settings, given.upload, author, limit, on_progress
        )
    except (Conflict, Stopped):
        # The end may have come between the commit and the word of it: then it is loaded.
        if (done := _loaded(session, given.upload)) is None:
            raise
        return done
    facts = report_facts(report)
    counts = {name: facts[name] for name in (*COUNTS, "kept")}
    return _result(given.upload, {"batch_id": report.batch_id, **counts})


def try_sent(session: Session, given: UploadParameters, context: WorkContext) -> dict[str, Any]:
    """Tell what loading a file would do, without the text of any row: overseers read it too."""
    context.tell("预览")
    viewer = asking_viewer(session, context.account_id, context.token_id, context.clock())
    limit = None if viewer is None else preview_limit(viewer)
    session.rollback()
    on_progress = partial(context.tell, "预览")
    preview = preview_upload(
        context.engine, context.settings, given.upload, context.clock(), limit, on_progress
    )
    return {"upload": given.upload, **trial_facts(preview)}


def _load_limit(session: Session, upload_id: int, context: WorkContext) -> RowLimit | None:
    kind: ImportKind = upload_queries.get_upload(session, upload_id).kind
    viewer = asking_viewer(session, context.account_id, context.token_id, context.clock())
    return None if viewer is None else load_limit(viewer, kind)


def _loaded(session: Session, upload_id: int) -> dict[str, Any] | None:
    """Return what came of a file, None where it is not loaded; it may be removed since."""
    session.rollback()
    upload = upload_queries.get_upload(session, upload_id)
    if upload.import_batch_id is None:
        return None
    batch = upload_queries.get_batch(session, upload.import_batch_id)
    return _result(upload_id, loaded_facts(batch))


def _result(upload_id: int, counts: dict[str, Any]) -> dict[str, Any]:
    where = REFUSED_AT.format(upload=upload_id) if counts["refused"] else ""
    return {"upload": upload_id, **counts, "refused_rows": where}
