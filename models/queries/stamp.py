"""Whether anything has changed that an answer depends on, told without reading the stock."""

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func

from models.import_batch import ImportBatch
from models.industry_model import IndustryModel
from models.organisation import OrganisationMerge
from models.provenance import RecordEdit
from models.taxonomy import IndustryCorrection, IndustryEdition
from models.thesaurus import ThesaurusEntry

Stamp = tuple[str, ...]


# Made once: it is asked before every answer.
_NEWEST = sa_select(
    *(
        sa_select(value).scalar_subquery()
        for value in (
            func.max(ImportBatch.id),
            func.max(RecordEdit.id),
            func.max(IndustryCorrection.id),
            func.max(IndustryModel.id),
            func.max(IndustryEdition.id),
            func.max(OrganisationMerge.id),
            func.count(col(OrganisationMerge.undone_at)),
            func.max(ThesaurusEntry.id),
            func.count(col(ThesaurusEntry.decided_at)),
            func.max(ThesaurusEntry.decided_at),
        )
    )
)


def stock_stamp(session: Session) -> Stamp:
    """Return what changes whenever patents, their owners or what understands a demand change."""
    return tuple(str(value) for value in session.execute(_NEWEST).one())
