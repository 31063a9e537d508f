"""Values that a person types, read as the cells of one row of a sheet would be."""

from collections.abc import Callable, Collection, Mapping

from ingest.by_hand import resolve_field
from ingest.cells import RowCells
from ingest.labels import field_label
from ingest.mapping import Source
from ingest.types import HeaderMap, RawRow, ValidRow
from matchmaker.errors import BadQuery
from models.errors import InvalidValue


def resolve_cells(
    cells: Mapping[str, str], source: Source, allowed: Collection[str]
) -> dict[str, str]:
    """Return field → what its cell is called; raise BadQuery for one not allowed or given twice.

    cells: field, its Chinese name or a header known for it → text.
    """
    named: dict[str, str] = {}
    for text in cells:
        field = resolve_field(text, source)
        if field is None or field not in allowed:
            known = "、".join(f"{field_label(name)}（{name}）" for name in allowed)
            raise BadQuery(f"不能修改“{text}”，可改：{known}")
        if field in named:
            raise BadQuery(f"“{named[field]}”与“{text}”是同一字段，请只写一次")
        named[field] = text
    return named


def read_typed(
    given: Mapping[str, str],
    cells: Mapping[str, str],
    named: Mapping[str, str],
    parse: Callable[[RowCells], ValidRow | None],
) -> ValidRow:
    """Return what a row of the cells says; raise InvalidValue for what is no value of its field.

    given: field → text of what the row says besides; named: of resolve_cells.
    """
    row = {**given, **{field: cells[text] for field, text in named.items()}}
    header = HeaderMap(
        sheet="",
        source="",
        source_label="",
        row_number=0,
        columns=dict(enumerate(row)),
        headers=dict(enumerate(named.get(field, field).strip() for field in row)),
        unknown=(),
        repeated=(),
    )
    reader = RowCells(header, RawRow(number=1, cells=list(row.values())))
    parsed = parse(reader)
    rejected = reader.rejected()
    if rejected is not None:
        refusal = rejected.refusals[0]
        raise InvalidValue(refusal.value, f"{refusal.column}：{refusal.reason}", refusal.remedy)
    if parsed is None:
        raise AssertionError("a row without refusals must be valid")
    return parsed
