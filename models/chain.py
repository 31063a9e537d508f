"""Where patents and demands lie on industry chains (产业链), as it was last worked out."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class ChainRun(SQLModel, table=True):
    """That places were worked out anew: by which definition, of how many records."""

    __tablename__ = "chain_run"

    id: int | None = Field(default=None, primary_key=True)
    digest: str
    patents: int
    demands: int
    made_at: datetime = Field(sa_type=UtcDateTime)


class ChainReading(SQLModel, table=True):
    """A patent that was placed: which revision of it, by which definition of the chains."""

    __tablename__ = "chain_reading"

    patent_id: int = Field(foreign_key="patent.id", primary_key=True, ondelete="CASCADE")
    revision: int = Field(sa_type=BigInteger)
    digest: str


class ChainPatent(SQLModel, table=True):
    """A node of a chain on which a patent lies, "" for none of them; score in 0..1, and why."""

    __tablename__ = "chain_patent"

    patent_id: int = Field(foreign_key="patent.id", primary_key=True, ondelete="CASCADE")
    chain: str = Field(primary_key=True, index=True)
    node: str
    score: float
    reason: str


class ChainDemand(SQLModel, table=True):
    """The same of a demand."""

    __tablename__ = "chain_demand"

    demand_id: int = Field(foreign_key="demand.id", primary_key=True, ondelete="CASCADE")
    chain: str = Field(primary_key=True, index=True)
    node: str
    score: float
    reason: str
