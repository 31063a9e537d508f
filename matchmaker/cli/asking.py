"""What commands share that put a question to the stock."""

from datetime import datetime

from sqlmodel import Session

from matchmaker.cli.output import errors, today
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.store import load_index
from matchmaker.services import indexing
from matchmaker.services.desk import Desk
from matchmaker.services.learned_models import find_algorithm
from matchmaker.services.ranking import RankOptions
from matchmaker.services.stock import load_offers
from matchmaker.settings import Settings


def make_options(
    settings: Settings,
    top: int,
    as_of: datetime | None,
    algorithm: str = DEFAULT_ALGORITHM,
    *,
    anywhere: bool,
    any_state: bool,
    with_declined: bool = False,
) -> RankOptions:
    """Return the options of a question; as_of: None for today; algorithm: its slug."""
    return RankOptions(
        as_of=as_of.date() if as_of else today(),
        province=settings.province,
        top=top,
        anywhere=anywhere,
        any_state=any_state,
        with_declined=with_declined,
        algorithm=find_algorithm(algorithm, settings.models_dir, settings.dense_model_dir),
    )


def open_desk(session: Session, settings: Settings, algorithm: Algorithm | None = None) -> Desk:
    """Return the index in use, as open_index does, with what gates and features read."""
    return Desk(open_index(session, settings, algorithm), load_offers(session))


def open_index(
    session: Session, settings: Settings, algorithm: Algorithm | None = None
) -> MatchIndex:
    """Return the index in use; say so where it and the patents have come apart.

    algorithm: what will read the index, None where only vectors of words are read.
    """
    index = load_index(settings.index_dir, algorithm.encoder if algorithm else None)
    if indexing.is_stale(session, settings.index_dir, settings.segmenter, index):
        warn("提示：索引已过期，请运行 matchmaker index build")
    return index


def tell_left_out(count: int) -> None:
    """Say how many pairs were left out because somebody turned them down."""
    if count:
        warn(f"另有 {count} 对此前被认为不合适，未列出；加 --with-declined 可连同原因一起列出")


def warn(text: str) -> None:
    """Print on the side what a reader of the rows should know."""
    errors.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)
