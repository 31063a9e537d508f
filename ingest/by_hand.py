"""Mappings that a person gives: column of the file → field, named by its code or in Chinese."""

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from ingest.errors import SourceError
from ingest.labels import field_label
from ingest.mapping import IGNORED, Source, nearest_headers, normalise_header

NEAREST_CUTOFF = 40
NEAREST_COUNT = 3


def resolve_field(text: str, source: Source) -> str | None:
    """Return the field that a text means: its name, its Chinese label or one of its headers."""
    if text.strip() == IGNORED:
        return IGNORED
    name = text.strip().casefold()
    if name in source.aliases:
        return name
    wanted = normalise_header(text)
    for field in source.aliases:
        if normalise_header(field_label(field)) == wanted:
            return field
    found = source.lookup().get(wanted)
    return found[0] if found else None


def resolve_mapping(file: str, mapping: Mapping[str, str], source: Source) -> dict[str, str]:
    """Return normalised header → field; raise SourceError for a field that does not exist."""
    resolved: dict[str, str] = {}
    for header, text in mapping.items():
        field = resolve_field(text, source)
        if field is None:
            raise _unknown_field(file, header, text, source)
        resolved[normalise_header(header)] = field
    return resolved


def known_part(mapping: Mapping[str, str], source: Source) -> dict[str, str]:
    """Return normalised header → field for what is still a field; the rest is left out."""
    return {
        normalise_header(header): field
        for header, text in mapping.items()
        if (field := resolve_field(text, source)) is not None
    }


def require_headers(file: str, mapping: Mapping[str, str], found: Sequence[str]) -> None:
    """Raise SourceError where a mapped header is none of those found in the file."""
    present = {normalise_header(text) for text in found}
    for header in mapping:
        if normalise_header(header) not in present:
            nearest = nearest_headers(header, found) or list(dict.fromkeys(found))[:NEAREST_COUNT]
            raise SourceError(
                file,
                f"手工对应的列“{header}”不在文件里",
                f"最接近的列是{_quoted(nearest)}，请核对列名",
            )


def _unknown_field(file: str, header: str, text: str, source: Source) -> SourceError:
    names = {name: name for name in source.aliases}
    labels = {field_label(name): name for name in source.aliases}
    found = process.extract(
        normalise_header(text),
        [*labels, *names],
        scorer=fuzz.ratio,
        processor=normalise_header,
        limit=NEAREST_COUNT,
        score_cutoff=NEAREST_CUTOFF,
    )
    nearest = dict.fromkeys({**labels, **names}[shown] for shown, _, _ in found)
    offered = [f"{name}（{field_label(name)}）" for name in nearest or source.required]
    return SourceError(
        file,
        f"列“{header}”手工对应到“{text}”，没有这个字段",
        f"最接近的字段是{_quoted(offered)}；不需要的列请对应到 {IGNORED}",
    )


def _quoted(texts: Sequence[str]) -> str:
    return "、".join(f"“{text}”" for text in texts)
