"""The policy library: what bodies have issued that owners and users of patents can rely on."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from models.base import EnumText, UtcDateTime, revision_kwargs
from models.policy_enums import PolicyLevel


class Policy(SQLModel, table=True):
    """A policy file; document_number: 文号, empty for none.

    valid_from: None where it holds from its day of issue; valid_until: its last day, None without
    an end; repealed_on: the first day on which it holds no longer though its time is not over;
    replaced_by_id: the policy that took its place. city_code: of a policy of a city. topics: with
    、 between them. head_key,
    text_key, number_key: title and issuer, summary and text, and number as searches compare them.
    is_void: entered by mistake, shown to nobody but the office.
    """

    __tablename__ = "policy"

    id: int | None = Field(default=None, primary_key=True)
    title: str
    issuer: str
    document_number: str = ""
    level: PolicyLevel = Field(sa_type=EnumText(PolicyLevel), index=True)
    city_code: str | None = Field(default=None, index=True)
    issued_on: date = Field(index=True)
    valid_from: date | None = None
    valid_until: date | None = Field(default=None, index=True)
    repealed_on: date | None = None
    replaced_by_id: int | None = Field(default=None, foreign_key="policy.id", index=True)
    topics: str = ""
    summary: str = ""
    text: str = ""
    head_key: str = ""
    text_key: str = ""
    number_key: str = ""
    is_void: bool = False
    actor: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    revision: int | None = Field(
        default=None, sa_type=BigInteger, nullable=False, sa_column_kwargs=revision_kwargs()
    )
