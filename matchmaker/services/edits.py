"""Values that a person sets by hand: checked like a cell, remembered, and kept by imports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from ingest.by_hand import resolve_field
from ingest.cells import RowCells
from ingest.labels import field_label
from ingest.parse_patent import parse_patent
from ingest.sources.patent_sheet import PATENT_FACTS, PATENT_SHEET
from ingest.types import HeaderMap, RawRow
from matchmaker.errors import BadQuery
from matchmaker.services.provenance import EDIT_MARK, plain
from models.enums import RecordKind
from models.errors import InvalidValue, NotFound
from models.import_batch import ImportBatch
from models.patent import Patent
from models.provenance import ImportDifference, RecordEdit
from models.queries import patents as patent_queries
from models.queries.read_rows import forget_rows
from models.values.patent_number import PatentNumber

# Fields of a sheet that a person may set on a patent, and no more: its number and its owners
# are not a matter of opinion.
EDITABLE = (
    "title",
    "abstract",
    "legal_text",
    "licence_kind",
    "maturity",
    "transfer_modes",
    "price",
    "state_funded",
    "scenario",
    "contact_name",
    "contact_phone",
    *PATENT_FACTS,
)
# Columns that follow from those fields; anything else that a row implies is left alone.
COLUMNS = frozenset(
    {
        *EDITABLE,
        "legal_state",
        "maturity_text",
        "maturity_trl",
        "price_low_cny",
        "price_high_cny",
        "price_negotiable",
        "value_source",
    }
)


def get_patent(session: Session, number: str) -> Patent:
    """Return the patent of a number in any spelling; raise InvalidValue or NotFound."""
    key = PatentNumber.parse(number).key
    found = patent_queries.by_numbers(session, [key]).get(key)
    if found is None:
        raise NotFound(f"没有申请号为 {number} 的专利。请核对号码，或先导入该专利")
    return found


def edit_patent(
    session: Session, number: str, cells: Mapping[str, str], actor: str, now: datetime
) -> list[RecordEdit]:
    """Set fields of a patent as a person wrote them; return what changed.

    cells: field, its Chinese name or a header known for it → text. Raises BadQuery for a field
    that may not be set and InvalidValue for a text that is not a value of its field.
    """
    unknown = [name for name in cells if resolve_field(name, PATENT_SHEET) not in EDITABLE]
    if unknown:
        known = "、".join(f"{field_label(name)}（{name}）" for name in EDITABLE)
        raise BadQuery(f"不能修改“{unknown[0]}”，可改：{known}")
    if not actor.strip():
        raise BadQuery("请写明修改人（--by）")
    patent = get_patent(session, number)
    edits = []
    for name, value in _parse(patent, cells).items():
        old = getattr(patent, name)
        if old == value:
            continue
        edit = RecordEdit(
            record_kind=RecordKind.PATENT,
            record_id=patent.id or 0,
            field=name,
            old_value=plain(old),
            new_value=plain(value),
            actor=actor.strip(),
            made_at=now,
        )
        session.add(edit)
        session.flush()
        setattr(patent, name, value)
        patent.field_sources = {**patent.field_sources, name: f"{EDIT_MARK}{edit.id}"}
        edits.append(edit)
    session.add(patent)
    session.flush()
    forget_rows(session, RecordKind.PATENT, [patent.id or 0])
    return edits


def describe_source(session: Session, patent: Patent, name: str) -> str:
    """Return in words which import or which person set a field of the patent."""
    mark = patent.field_sources.get(name, f"b{patent.import_batch_id}")
    if mark.startswith(EDIT_MARK):
        edit = session.get(RecordEdit, int(mark[1:]))
        return f"{edit.actor} {edit.made_at:%Y-%m-%d} 修改" if edit else "人工修改"
    batch = session.get(ImportBatch, int(mark[1:])) if mark[1:].isdigit() else None
    return f"{batch.file_name}（{batch.source_date}）" if batch else "来源不详"


def open_differences(session: Session, patent: Patent) -> list[ImportDifference]:
    """Return what imports offered against the present values, the newest last."""
    statement = (
        select(ImportDifference)
        .where(
            ImportDifference.record_kind == RecordKind.PATENT,
            ImportDifference.record_id == patent.id,
        )
        .order_by(col(ImportDifference.id))
    )
    return list(session.exec(statement))


def _parse(patent: Patent, cells: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns that the cells give, read as a row of a sheet would be."""
    row = {"application_number": patent.display_number, "title": patent.title}
    named = {name: name for name in row}
    for text, cell in cells.items():
        name = resolve_field(text, PATENT_SHEET) or text
        row[name], named[name] = cell, text.strip()
    header = HeaderMap(
        sheet="",
        source="",
        source_label="",
        row_number=0,
        columns=dict(enumerate(row)),
        headers=dict(enumerate(named[name] for name in row)),
        unknown=(),
        repeated=(),
    )
    reader = RowCells(header, RawRow(number=1, cells=list(row.values())))
    parsed = parse_patent(reader, ("", 1), owner="-")
    rejected = reader.rejected()
    if rejected is not None:
        refusal = rejected.refusals[0]
        raise InvalidValue(refusal.value, f"{refusal.column}：{refusal.reason}", refusal.remedy)
    if parsed is None:
        raise AssertionError("a row without refusals must be valid")
    return {name: value for name, value in parsed.values.items() if name in COLUMNS}
