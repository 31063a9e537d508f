"""Demands that persons write and change by hand: read like a row of a sheet, kept by imports."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from ingest.labels import field_label
from ingest.parse_demand import demand_key, parse_demand
from ingest.sources.demand_sheet import DEMAND_SHEET
from matchmaker.errors import BadQuery
from matchmaker.services.duplicates import link_duplicates
from matchmaker.services.industry_classifier import load_classifier, tags_of, with_corrections
from matchmaker.services.list_hands import Author
from matchmaker.services.provenance import EDIT_MARK, noted
from matchmaker.services.recipients import follow_partners
from matchmaker.services.typed_cells import read_typed, resolve_cells
from models.demand import Demand
from models.enums import ImportKind, RecordKind
from models.errors import InvalidValue
from models.organisation import Organisation
from models.provenance import RecordEdit
from models.queries import demands as demand_queries
from models.queries.industries import demand_text
from models.queries.read_rows import forget_rows

# Fields of a sheet that a person may set on a demand → its columns that follow from them; whose
# demand it is and which number it has tell it from others.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "description": ("description",),
    "problem": ("problem",),
    "key_technique": ("key_technique",),
    "target": ("target",),
    "basis": ("basis",),
    "keywords": ("keywords",),
    "industry_text": ("industry_text",),
    "technical_field": ("technical_field",),
    "budget": ("budget_low_cny", "budget_high_cny", "budget_negotiable"),
    "cooperation_modes": ("cooperation_modes",),
    "intended_partner": ("intended_partner",),
    "deadline": ("deadline",),
    "confidentiality": ("confidentiality",),
    "city": ("city_code",),
    "district": ("district",),
    "contact_name": ("contact_name",),
    "contact_phone": ("contact_phone",),
}
# Asked of a new demand besides, and never changed.
NUMBER = "demand_number"
# Without a value there is no telling who may see it.
_NEVER_EMPTY = "confidentiality"


def add_demand(
    session: Session, firm: Organisation, cells: Mapping[str, str], author: Author
) -> Demand:
    """Add a demand of a firm as a person wrote it.

    cells: as of edit_demand, and the number. Raises as it does, BadQuery also where no level is
    said, and Conflict where the firm has a demand of the number, or without one of the title.
    """
    named = resolve_cells(cells, DEMAND_SHEET, [NUMBER, *COLUMNS])
    if _NEVER_EMPTY not in named:
        raise BadQuery("请写明公开级别（confidentiality）：公开、限定、定向或不公开")
    values = _parse({}, cells, named, firm.name)
    number, title = values.pop(NUMBER, ""), values["title"]
    key = demand_key(firm.name, number, title)
    demand = Demand(key=key, demand_number=number, organisation_id=firm.id or 0, title="")
    demand_queries.add_demand(session, demand)
    _write(session, demand, values, author)
    return demand


def edit_demand(
    session: Session, demand: Demand, cells: Mapping[str, str], author: Author
) -> list[RecordEdit]:
    """Set fields of a demand as a person wrote them, an empty text clears; return what changed.

    cells: field, its Chinese name or a header known for it → text. Raises BadQuery for a field
    that may not be set and InvalidValue for a text that is not a value of its field.
    """
    named = resolve_cells(cells, DEMAND_SHEET, COLUMNS)
    values = _parse({"title": demand.title}, cells, named, "-")
    changed = {name: value for name, value in values.items() if getattr(demand, name) != value}
    return _write(session, demand, changed, author)


def wrong_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """Return field → what is wrong with its text and what to write, for all fields at once."""
    wrong: dict[str, str] = {}
    for field, text in cells.items():
        label = field_label(field)
        given = {} if field == "title" else {"title": label}
        try:
            _parse(given, {label: text}, {field: label}, "-")
        except InvalidValue as error:
            wrong[field] = f"{error.reason}。{error.remedy}"
        except BadQuery as error:
            wrong[field] = str(error)
    return wrong


def _parse(
    given: Mapping[str, str], cells: Mapping[str, str], named: Mapping[str, str], owner: str
) -> dict[str, Any]:
    """Return the columns of the named fields; what a cell leaves empty is as in a new demand."""
    parsed = read_typed(given, cells, named, lambda row: parse_demand(row, ("", 1), owner))
    if _NEVER_EMPTY in named and _NEVER_EMPTY not in parsed.values:
        raise BadQuery("公开级别不能为空，请写：公开、限定、定向或不公开")
    return {
        column: parsed.values[column] if column in parsed.values else _empty(column)
        for field in named
        for column in COLUMNS.get(field, (field,))
    }


def _empty(column: str) -> Any:
    return Demand.model_fields[column].get_default(call_default_factory=True)


def _write(
    session: Session, demand: Demand, values: Mapping[str, Any], author: Author
) -> list[RecordEdit]:
    edits = []
    for name, value in values.items():
        old = getattr(demand, name)
        edit = RecordEdit(
            record_kind=RecordKind.DEMAND,
            record_id=demand.id or 0,
            field=name,
            old_value=noted(name, old),
            new_value=noted(name, value),
            actor=author.actor,
            made_at=author.at,
        )
        session.add(edit)
        session.flush()
        setattr(demand, name, value)
        demand.field_sources = {**demand.field_sources, name: f"{EDIT_MARK}{edit.id}"}
        edits.append(edit)
    session.add(demand)
    session.flush()
    if edits:
        _follow(session, demand)
    return edits


def _follow(session: Session, demand: Demand) -> None:
    """Do what an import does for a demand that has changed."""
    demand_id = demand.id or 0
    forget_rows(session, RecordKind.DEMAND, [demand_id])
    text = demand_text(demand.model_dump())
    tags = {demand_id: tags_of(load_classifier(session), RecordKind.DEMAND, text)}
    corrected = with_corrections(session, RecordKind.DEMAND, tags)
    demand_queries.replace_industries(session, corrected)
    follow_partners(session, [demand])
    link_duplicates(session, ImportKind.DEMANDS)
    session.refresh(demand)
