"""The index brought up to the present stock."""

from sqlmodel import Session

from matchmaker.matching.index import Recipe
from matchmaker.matching.vectorise import OnDone
from matchmaker.services import indexing
from matchmaker.services.learned_models import find_algorithm
from matchmaker.settings import Settings


def update_index(
    session: Session,
    settings: Settings,
    algorithm: str,
    *,
    whole: bool = False,
    on_done: OnDone = lambda *_: None,
) -> tuple[indexing.IndexStatus, indexing.Made]:
    """Build the index that an algorithm reads, or add to it; see services.indexing.build."""
    wanted = find_algorithm(algorithm, settings.models_dir, settings.dense_model_dir)
    recipe = Recipe(settings.segmenter, wanted.scheme, wanted.encoder)
    return indexing.build(session, settings.index_dir, recipe, whole=whole, on_done=on_done)
