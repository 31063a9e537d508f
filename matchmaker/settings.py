"""Settings of the service, from MATCHMAKER_* environment variables."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.types import MIB, Limits


class Settings(BaseSettings):
    """Every knob, with its default; the field's description is its documentation."""

    model_config = SettingsConfigDict(env_prefix="MATCHMAKER_", extra="ignore")

    data_dir: Path = Field(Path("data"), description="folder of the embedded database and index")
    database_url: str = Field(
        "", description="SQLAlchemy address; empty: SQLite file in the data folder"
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
    base_url: str = Field(
        "", description="address under which participants reach the server, for codes on name cards"
    )
    host: str = Field("127.0.0.1", description="address the web server listens on")
    port: int = Field(8000, description="port the web server listens on", ge=1, le=65535)

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
    def dense_model_dir(self) -> Path | None:
        """The folder of the language model, None where none is set."""
        return Path(self.dense_model) if self.dense_model else None

    @property
    def limits(self) -> Limits:
        """How large a file may be."""
        return Limits(
            file_bytes=self.max_file_mb * MIB,
            inflated_bytes=self.max_inflated_mb * MIB,
            cells=self.max_sheet_cells,
        )


@cache
def get_settings() -> Settings:
    """Return the settings, read once a process."""
    return Settings()
