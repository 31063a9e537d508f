"""What is left of allowances that hold over all processes and through a restart."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class RateBucket(SQLModel, table=True):
    """How far somebody has spent an allowance; gone once nothing is spent any more.

    key: of what and whom, as a digest; spent_until_us: when all would be given back if nothing more
    were taken, in microseconds since 1970 UTC: a number, since the statement that takes from it
    adds to it on either database.
    """

    __tablename__ = "rate_bucket"

    key: str = Field(primary_key=True)
    spent_until_us: int = Field(sa_type=BigInteger, index=True)
