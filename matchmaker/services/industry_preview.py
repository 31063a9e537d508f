"""What a list of industries would move if records were sorted by it, before it is saved."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.access.viewer import Viewer
from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import Taxonomy
from matchmaker.services.industry_classifier import corrected_by, load_text_model, tags_of
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.visible_demands import load_sights
from models.enums import RecordKind
from models.queries import industries as industry_queries
from models.queries.industries import ClassifiedText

# Of a larger stock so many records of each kind stand for all: they are sorted in about a second.
MOST_RECORDS = 2_000
SHOWN_EXAMPLES = 6


@dataclass(frozen=True)
class Shift:
    """How many records an industry has, and how many it would have."""

    name: str
    before: int
    after: int


@dataclass(frozen=True)
class Moved:
    """A record that would be of other industries; before, after: their names, the surest first."""

    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class KindPreview:
    """What would happen to the patents, or to the demands.

    total: how many there are; looked_at: how many were sorted to see; moved: how many of these
    would be of other industries; shifts: the industries whose numbers would change.
    """

    kind: RecordKind
    total: int
    looked_at: int
    moved: int
    shifts: tuple[Shift, ...]
    examples: tuple[Moved, ...]


def preview_list(
    session: Session, taxonomy: Taxonomy, viewer: Viewer, most: int = MOST_RECORDS
) -> list[KindPreview]:
    """Return what sorting by a list would change, of patents and of demands.

    What is stored is compared with what the list would say of the same records, so that changes of
    the list which were saved but not yet sorted by count as well. Of demands only those are shown
    as examples that the viewer sees in full.
    """
    seen = {i for i, sight in load_sights(session, viewer).items() if sight is Sight.FULL}
    sorter = _Sorter(session, taxonomy)
    return [
        sorter.preview(RecordKind.PATENT, most, lambda _: True),
        sorter.preview(RecordKind.DEMAND, most, seen.__contains__),
    ]


class _Sorter:
    """Sorts records by a list that need not be in force."""

    def __init__(self, session: Session, taxonomy: Taxonomy) -> None:
        self._session = session
        self._taxonomy = taxonomy
        # Stored tags may be of industries that the list in force has renamed or lacks.
        self._names = {**industries_in_force(session).names, **taxonomy.names}
        self._classifier = IndustryClassifier(taxonomy, load_text_model(session))

    def preview(self, kind: RecordKind, most: int, may_show: Callable[[int], bool]) -> KindPreview:
        """Return what sorting would change of a kind of records."""
        ids = industry_queries.record_ids(self._session, kind)
        chosen = _spread(ids, most)
        before = industry_queries.stored_tags(self._session, kind, chosen)
        texts = {text.id: text for text in industry_queries.texts_of(self._session, kind, chosen)}
        after = corrected_by(
            self._session,
            kind,
            {number: tags_of(self._classifier, kind, text) for number, text in texts.items()},
            self._taxonomy,
        )
        was = {number: tuple(_surest(before.get(number, {}))) for number in texts}
        will = {number: tuple(slug for slug, _, _ in after[number]) for number in texts}
        moved = [number for number in texts if set(was[number]) != set(will[number])]
        shown = [number for number in moved if may_show(number)][:SHOWN_EXAMPLES]
        return KindPreview(
            kind,
            total=len(ids),
            looked_at=len(texts),
            moved=len(moved),
            shifts=tuple(self._shifts(was.values(), will.values())),
            examples=tuple(self._moved(texts[n], was[n], will[n]) for n in shown),
        )

    def _shifts(
        self, was: Collection[Sequence[str]], will: Collection[Sequence[str]]
    ) -> Iterator[Shift]:
        old = Counter(slug for slugs in was for slug in slugs)
        new = Counter(slug for slugs in will for slug in slugs)
        for slug, name in self._names.items():
            if old[slug] != new[slug]:
                yield Shift(name, old[slug], new[slug])

    def _moved(self, text: ClassifiedText, was: Sequence[str], will: Sequence[str]) -> Moved:
        return Moved(text.title, self._named(was), self._named(will))

    def _named(self, slugs: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._names.get(slug, slug) for slug in slugs)


def _surest(tags: dict[str, tuple[float, str]]) -> list[str]:
    return sorted(tags, key=lambda slug: (-tags[slug][0], slug))


def _spread(ids: Sequence[int], most: int) -> list[int]:
    """Return some of the ids, evenly over all of them; the same ones each time."""
    if len(ids) <= most:
        return list(ids)
    return [ids[place * len(ids) // most] for place in range(most)]
