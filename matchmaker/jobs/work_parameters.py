"""What each kind of background work is told, as it is stored and as it is asked for."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.pipeline import ParseOptions
from matchmaker.errors import BadQuery
from matchmaker.exchange.fields import SheetKind
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.algorithms.dense_v1 import DENSE_V1
from matchmaker.services.exchange.request import SheetRequest
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.match_runs import DEFAULT_TOP
from matchmaker.services.uploads import years_of
from matchmaker.settings import Settings
from models.enums import ImportKind
from models.errors import NotFound
from models.report_template import ReportKind

UPLOADS = "uploads"
# No database takes the character NUL in a document.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]


class Parameters(BaseModel):
    """Nothing, for work that needs not be told anything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def require(self, settings: Settings) -> None:
        """Raise a MatchmakerError where the work could not be done at all."""


class FileParameters(Parameters):
    """A file of rows; file: its path inside the folder of uploads; the rest as of an import."""

    file: Annotated[str, Field(pattern=r"^[^\x00]+$")]
    rows: ImportKind
    owner: Text | None = None
    mapping: dict[Text, Text] = {}
    source_date: date | None = None

    def require(self, settings: Settings) -> None:
        """Raise BadQuery for a path that leads elsewhere, NotFound where there is no file."""
        self.path(settings)

    def path(self, settings: Settings) -> Path:
        """Return where the file is; raise as require does."""
        folder = (settings.data_dir / UPLOADS).resolve()
        found = (folder / self.file).resolve()
        if not found.is_relative_to(folder):
            raise BadQuery(f"“{self.file}”不在上传文件夹中。请先上传文件，再提交导入")
        if not found.is_file():
            raise NotFound(f"上传的文件“{self.file}”已不在。请重新上传后再提交")
        return found

    def options(self, settings: Settings, sent_by: str) -> ParseOptions:
        """Return how the file is to be read; sent_by: who asked for it."""
        years = years_of(self.rows, self.source_date)
        return ParseOptions(
            self.rows, self.owner, settings.limits, self.mapping, years=years, sent_by=sent_by
        )


class UploadParameters(Parameters):
    """A file that somebody has sent, by the id of its upload."""

    upload: Annotated[int, Field(ge=1, lt=2**31)]


class AlgorithmParameters(Parameters):
    """An algorithm by its name."""

    algorithm: Text = DEFAULT_ALGORITHM

    def require(self, settings: Settings) -> None:
        """Raise BadQuery for an algorithm that there is not."""
        # A language model is not loaded only to see whether it is there.
        if self.algorithm != DENSE_V1:
            find_algorithm(self.algorithm, settings.models_dir)


class ListParameters(AlgorithmParameters):
    """The list of one event; the rest as of jobs.lists.ListRequest."""

    event: Text
    as_of: date | None = None
    anywhere: bool = False
    any_state: bool = False


class PairParameters(ListParameters):
    """The list of one event, and the ids of the pair to be put on it."""

    demand_id: int
    patent_id: int


class TimetableParameters(Parameters):
    """The timetable of one event; afresh: whether meetings may move freely."""

    event: Text
    afresh: bool = False


class IndexParameters(AlgorithmParameters):
    """The index that an algorithm reads; whole: whether it is built anew in any case."""

    whole: bool = False


class MatchParameters(AlgorithmParameters):
    """A run over the whole stock; as_of: None for the day on which it was asked for."""

    as_of: date | None = None
    top: Annotated[int, Field(ge=1, le=200)] = DEFAULT_TOP
    anywhere: bool = False
    any_state: bool = False
    workers: Annotated[int | None, Field(ge=1)] = None


class ExchangeParameters(Parameters):
    """A sheet for another platform, as services.exchange.request.SheetRequest."""

    platform: ReportKind
    sheet: SheetKind
    city_code: Text | None = None
    industry: Text | None = None
    organisation_id: Annotated[int | None, Field(ge=1, lt=2**31)] = None
    event: Text | None = None
    version: Annotated[int | None, Field(ge=1, lt=2**31)] = None

    def request(self) -> SheetRequest:
        """Return the same as services take it."""
        return SheetRequest(**self.model_dump())


def wrong_parameters(error: ValidationError) -> BadQuery:
    """Return what to say of parameters that a kind does not take."""
    names = dict.fromkeys(".".join(str(part) for part in line["loc"]) for line in error.errors())
    return BadQuery(f"任务的参数不对：{'、'.join(names)}。请核对名称与取值后再提交")
