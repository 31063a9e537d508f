"""Values that a person sets by hand: checked like a cell, remembered, and kept by imports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from ingest.parse_patent import parse_patent
from ingest.sources.patent_sheet import PATENT_FACTS, PATENT_SHEET
from matchmaker.errors import BadQuery
from matchmaker.services.provenance import EDIT_MARK, noted
from matchmaker.services.typed_cells import read_typed, resolve_cells
from models.enums import RecordKind
from models.errors import NotFound
from models.import_batch import ImportBatch
from models.patent import Patent
from models.provenance import ImportDifference, RecordEdit
from models.queries import patents as patent_queries
from models.queries.read_rows import forget_rows
from models.values.patent_number import PatentNumber

# Fields of a sheet that a person may set on a patent → the columns that follow from them; number
# and owners are not a matter of opinion.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "abstract": ("abstract",),
    "legal_text": ("legal_text", "legal_state"),
    "licence_kind": ("licence_kind",),
    "maturity": ("maturity_text", "maturity_trl"),
    "transfer_modes": ("transfer_modes",),
    "price": ("price_low_cny", "price_high_cny", "price_negotiable"),
    "state_funded": ("state_funded",),
    "scenario": ("scenario",),
    "contact_name": ("contact_name",),
    "contact_phone": ("contact_phone",),
    **{fact: (fact,) for fact in PATENT_FACTS},
    "value_text": ("value_text", "value_source"),
}


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
    """Set fields of a patent as a person wrote them, an empty text clears; return what changed.

    cells: field, its Chinese name or a header known for it → text. Raises BadQuery for a field
    that may not be set and InvalidValue for a text that is not a value of its field.
    """
    if not actor.strip():
        raise BadQuery("请写明修改人")
    patent = get_patent(session, number)
    return set_values(session, patent, read_cells(patent, cells)[1], actor, now)


def read_cells(patent: Patent, cells: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return field → text and column → value of what edit_patent would set; raises as it does."""
    named = resolve_cells(cells, PATENT_SHEET, COLUMNS)
    fields = {field: cells[text] for field, text in named.items()}
    return fields, _parse(patent, cells, named)


def set_values(
    session: Session, patent: Patent, values: Mapping[str, Any], actor: str, now: datetime
) -> list[RecordEdit]:
    """Set columns of a patent for a person, who is remembered for each; return what changed."""
    edits = []
    for name, value in values.items():
        old = getattr(patent, name)
        if old == value:
            continue
        edit = RecordEdit(
            record_kind=RecordKind.PATENT,
            record_id=patent.id or 0,
            field=name,
            old_value=noted(name, old),
            new_value=noted(name, value),
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


def _parse(patent: Patent, cells: Mapping[str, str], named: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of the named fields; what a cell leaves empty is as in a new patent."""
    given = {"application_number": patent.display_number, "title": patent.title}
    parsed = read_typed(given, cells, named, lambda row: parse_patent(row, ("", 1), owner="-"))
    return {
        column: parsed.values[column] if column in parsed.values else _empty(column)
        for field, columns in COLUMNS.items()
        if field in named
        for column in columns
    }


def _empty(column: str) -> Any:
    return Patent.model_fields[column].get_default(call_default_factory=True)
