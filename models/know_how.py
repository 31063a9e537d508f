"""Know-how without a patent number (成果), offered on the same terms as a patent."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.base import JSON_TYPE, TransferTerms


class KnowHow(TransferTerms, table=True):
    """A result of research that is listed without a patent, keyed by owner and title."""

    __tablename__ = "know_how"
    __table_args__ = (UniqueConstraint("owner_id", "title_key"),)

    id: int | None = Field(default=None, primary_key=True)
    owner_id: int = Field(foreign_key="organisation.id")
    title: str
    title_key: str
    description: str = ""
    industry_text: str = ""
    import_batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    field_sources: dict[str, str] = Field(default_factory=dict, sa_type=JSON_TYPE)
