"""Whether anything has changed that an answer depends on, told without reading the stock."""

from sqlmodel import Session, col, func, select

from models.import_batch import ImportBatch
from models.industry_model import IndustryModel
from models.organisation import OrganisationMerge
from models.provenance import RecordEdit
from models.taxonomy import IndustryCorrection
from models.thesaurus import ThesaurusEntry

Stamp = tuple[int | str, ...]


def stock_stamp(session: Session) -> Stamp:
    """Return what changes whenever patents, their owners or what understands a demand change."""
    counted = (
        func.coalesce(func.max(ImportBatch.id), 0),
        func.coalesce(func.max(RecordEdit.id), 0),
        func.coalesce(func.max(IndustryCorrection.id), 0),
        func.coalesce(func.max(IndustryModel.id), 0),
        func.count(col(OrganisationMerge.undone_at)),
        func.coalesce(func.max(OrganisationMerge.id), 0),
        func.coalesce(func.max(ThesaurusEntry.id), 0),
        func.count(col(ThesaurusEntry.decided_at)),
        func.max(ThesaurusEntry.decided_at),
    )
    return tuple(
        value if isinstance(value, int) else str(value)
        for value in (session.exec(select(expression)).one() for expression in counted)
    )
