"""Settings of the service, from MATCHMAKER_* environment variables."""

import os
from datetime import timedelta
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.types import MIB, Limits
from matchmaker.errors import BadConfiguration
from matchmaker.services.accounts.rules import AccountRules
from models.pool import Pool

KIB = 1024
# Of each web process, beside those of its requests: for the board of background work, and for
# allowances, metrics and the like, which take one for a moment.
BOARD_CONNECTIONS, BESIDE_CONNECTIONS = 2, 4
PREFIX = "MATCHMAKER_"


class Settings(BaseSettings):
    """Every knob, with its default; the field's description is its documentation."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    data_dir: Path = Field(Path("data"), description="folder of the embedded database and index")
    database_url: str = Field(
        "", description="SQLAlchemy address; empty: SQLite file in the data folder", repr=False
    )
    output_dir: Path = Field(Path("output"), description="folder that exports are written to")
    province: str = Field("420000", description="code of the province whose stock is offered")
    segmenter: str = Field("rjieba", description="rjieba (fast) or jieba (reference)")
    dense_model: str = Field(
        "", description="folder of a language model on this machine, which dense-v1 reads"
    )
    max_file_mb: int = Field(150, description="largest file that an import takes, MiB", ge=1)
    max_inflated_mb: int = Field(
        1024, description="largest size of a workbook once inflated, MiB", ge=1
    )
    max_sheet_cells: int = Field(
        30_000_000,
        description="most cells that a sheet may span, from its first filled one to its last",
        ge=1,
    )
    reader_memory_mb: int = Field(
        2048, description="memory that reading an uploaded file may take, MiB", ge=256
    )
    reader_seconds: int = Field(
        600, description="time that previewing or loading an uploaded file may take", ge=1
    )
    upload_days: int = Field(
        90, description="days after which an uploaded file is taken away", ge=1
    )
    base_url: str = Field(
        "", description="address under which participants reach the server, for codes on name cards"
    )
    contact_months: int = Field(
        6,
        description="months for which contacts are kept after the event, or after the deadline of "
        "the demand or the listing",
        ge=1,
    )
    refused_row_days: int = Field(
        90, description="days for which the cells of refused rows are kept", ge=1
    )
    host: str = Field("127.0.0.1", description="address the web server listens on")
    port: int = Field(8000, description="port the web server listens on", ge=1, le=65535)
    allowed_hosts: str = Field(
        "", description="further names, parted by commas, under which the server may be asked"
    )
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="addresses and networks, parted by commas, whose X-Forwarded-* are believed",
    )
    limit_login: str = Field(
        "10/900", description="attempts to sign in to one account: number/seconds, 0/… no limit"
    )
    limit_registration: str = Field("20/3600", description="registrations from one address")
    limit_ask: str = Field("60/60", description="rankings and workbooks of one account")
    limit_write: str = Field("120/60", description="changes by one account")
    limit_read: str = Field("600/60", description="pages and answers of one account")
    office_factor: int = Field(
        10, description="how many accounts' worth of requests one address may make", ge=1
    )

    secret_key: SecretStr = Field(
        SecretStr(""), description="secret of the service; earlier ones after it, parted by spaces"
    )
    secret_key_file: str = Field(
        "", description="file that holds it; neither set: secret.key in the data folder, made once"
    )
    session_idle_minutes: int = Field(
        120, description="minutes without a request after which a session ends", ge=1
    )
    session_hours: int = Field(12, description="hours after which a session ends at all", ge=1)
    password_days: int = Field(
        180, description="days after which a password has to be changed; 0: never", ge=0
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="least level that the web server logs"
    )
    log_format: Literal["json", "text"] = Field(
        "json", description="json: an object a line for programs; text: lines for people"
    )
    metrics_from: str = Field(
        "127.0.0.1,::1", description="addresses or networks that /metrics is served to"
    )
    request_seconds: int = Field(
        30, description="time in which a request must begin to be answered", ge=1
    )
    max_body_kb: int = Field(1024, description="largest body of a request, KiB", ge=1)
    database_pool_size: int = Field(
        8, description="connections that each web process keeps open", ge=1
    )
    database_pool_overflow: int = Field(
        0, description="connections beside them, opened and closed while there is much to do", ge=0
    )
    database_pool_wait_seconds: int = Field(
        10, description="time that a request waits for its turn at a connection", ge=1
    )
    database_recycle_seconds: int = Field(
        1800, description="age at which a connection is made anew", ge=1
    )
    database_connect_seconds: int = Field(
        5, description="time in which PostgreSQL must take a connection of a request", ge=2
    )
    database_statement_seconds: int = Field(
        20, description="longest statement of a request on PostgreSQL, 0 for any", ge=0
    )
    database_idle_seconds: int = Field(
        60,
        description="longest pause inside a transaction of a request on PostgreSQL, 0 for any",
        ge=0,
    )

    @field_validator("metrics_from")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        _networks(text)
        return text

    @property
    def resolved_database_url(self) -> str:
        """The address of the database, the embedded one where none is set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'matchmaker.db').absolute()}"

    @property
    def index_dir(self) -> Path:
        """The folder of the index's versions."""
        return self.data_dir / "index"

    @property
    def models_dir(self) -> Path:
        """The folder of what was learnt from judgements."""
        return self.data_dir / "models"

    @property
    def uploads_dir(self) -> Path:
        """The folder of uploaded files."""
        return self.data_dir / "uploads"

    @property
    def evidence_dir(self) -> Path:
        """The folder of the files that prove records of the ledger."""
        return self.data_dir / "evidence"

    @property
    def dense_model_dir(self) -> Path | None:
        """The folder of the language model, None where none is set."""
        return Path(self.dense_model) if self.dense_model else None

    @property
    def account_rules(self) -> AccountRules:
        """How long sessions and passwords last."""
        return AccountRules(
            idle=timedelta(minutes=self.session_idle_minutes),
            lifetime=timedelta(hours=self.session_hours),
            password_age=timedelta(days=self.password_days) if self.password_days else None,
        )

    @property
    def limits(self) -> Limits:
        """How large a file may be."""
        return Limits(
            file_bytes=self.max_file_mb * MIB,
            inflated_bytes=self.max_inflated_mb * MIB,
            cells=self.max_sheet_cells,
        )

    @property
    def request_connections(self) -> int:
        """How many requests of a web process may use the database at once."""
        return self.database_pool_size + self.database_pool_overflow

    @property
    def web_pool(self) -> Pool:
        """How connections of web requests, and of what goes on beside them, are kept."""
        return Pool(
            size=self.database_pool_size,
            overflow=self.database_pool_overflow + BOARD_CONNECTIONS + BESIDE_CONNECTIONS,
            wait=self.database_pool_wait_seconds,
            recycle=self.database_recycle_seconds,
            connect=self.database_connect_seconds,
            statement=self.database_statement_seconds,
            idle=self.database_idle_seconds,
        )

    @property
    def metrics_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks that /metrics is served to."""
        return _networks(self.metrics_from)


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


@cache
def get_settings() -> Settings:
    """Return the settings, read once a process; raise BadConfiguration for one that is not valid.

    Any of them may also be a file of the folder CREDENTIALS_DIRECTORY, named like its variable:
    systemd hands out secrets so. A variable comes before a file.
    """
    try:
        # The class takes the folder as it is made, which the plugin of mypy does not know.
        return Settings(_secrets_dir=os.environ.get("CREDENTIALS_DIRECTORY"))
    except ValidationError as error:
        names = "、".join(f"{PREFIX}{part}".upper() for part in _wrong_fields(error))
        raise BadConfiguration(f"设置 {names} 的值无效。请对照 docs/settings.md 改正") from None


def _wrong_fields(error: ValidationError) -> list[str]:
    return [".".join(map(str, problem["loc"])) for problem in error.errors(include_input=False)]
