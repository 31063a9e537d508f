"""Targets that read one cell: texts, numbers, amounts, and words of closed lists."""

import struct
from collections.abc import Callable, Iterable
from datetime import date
from time import thread_time

from ingest.cells import cell_text, says_nothing
from ingest.mapping import normalise_header
from ingest.types import Cell
from models.errors import InvalidValue
from models.values.classification import parse_classification, parse_many
from models.values.dates import parse_date, parse_deadline
from models.values.ipc import Ipc
from models.values.legal_status import parse_legal_state
from models.values.licence_fee import LicenceFee
from models.values.locarno import Locarno
from models.values.maturity import Maturity
from models.values.money import Money, header_unit_yuan
from models.values.org_name import guess_org_type, org_key, split_names
from models.values.patent_kind import kind_of_publication_number
from models.values.patent_number import PatentNumber
from models.values.region import city_of, find_region, get_city, province_of
from models.values.secrecy import Confidentiality, require_public_secrecy
from models.values.text import clean, clean_block, fold
from models.values.transfer_mode import parse_modes
from models.values.uscc import Uscc
from scripts.fuzzing.checking import check_storable, hold, same
from scripts.fuzzing.inputs import CELL_MARK, text_of

# Of a cell that goes on for pages: a search that is quadratic takes seconds, any other a hundredth.
LONG_CELL, LONG_SECONDS = 20_000, 3.0


def _reads(parse: Callable[..., object], *cell: object) -> object | None:
    """Return the value of a cell; None where it is refused, in words that can be stored."""
    try:
        return parse(*cell)
    except InvalidValue as error:
        hold(bool(error.reason and error.remedy), "a refusal says why and what", parse, cell)
        check_storable((error.reason, error.remedy), (parse, cell))
        return None


def texts(data: bytes) -> None:
    """Cleaning and folding change nothing the second time."""
    text = text_of(data)
    once, block, key = clean(text), clean_block(text), fold(text)
    same("clean is idempotent", clean(once), once, text)
    same("clean_block is idempotent", clean_block(block), block, text)
    same("fold is idempotent", fold(key), key, text)
    same("fold is blind to cleaning", fold(once), key, text)
    same("clean makes one line of a block", clean(block), once, text)
    check_storable((once, block, key), text)
    header, name = normalise_header(text), org_key(text)
    same("a header is normalised once", normalise_header(header), header, text)
    same("a header is blind to cleaning", normalise_header(once), header, text)
    same("org_key is idempotent", org_key(name), name, text)
    same("org_key is blind to cleaning", org_key(once), name, text)
    guess_org_type(text)
    names = split_names(text)
    same("names survive being joined", split_names(";".join(names)), names, text)
    cell = _reads(cell_text, text)
    if isinstance(cell, str) and says_nothing(text):
        hold(len(cell) <= len(text), "a cell that says nothing is short", text)


def codes(data: bytes) -> None:
    """Numbers and symbols survive their display."""
    text = text_of(data)
    for parse, spell in (
        (PatentNumber.parse, lambda v: (v.display, v.key, f"ZL{v.display[2:]}")),
        (Ipc.parse, lambda v: (v.display, f"{v.display}(2006.01)I")),
        (Locarno.parse, lambda v: (v.display, f"LOC(13) Cl. {v.display}")),
        (Uscc.parse, lambda v: (v.code,)),
        (parse_classification, lambda v: (v.display,)),
    ):
        _survives(parse, spell, text)
    number = _reads(PatentNumber.parse, text)
    if isinstance(number, PatentNumber):
        hold(1985 <= number.year <= 2100 and bool(number.kind.label), "a number tells its year")
    symbol = _reads(Ipc.parse, text)
    if isinstance(symbol, Ipc):
        hold(symbol.startswith(symbol.display), "a symbol lies under itself", text)
        hold(symbol.startswith(symbol.class_code), "a symbol lies under its class", text)
    found = _reads(parse_many, text)
    if found:
        joined = ";".join(code.display for code in found)
        same("codes survive being joined", _reads(parse_many, joined), found, text)
    kind_of_publication_number(text)


def amounts(data: bytes) -> None:
    """Money and days survive their display, as text and as a number of a spreadsheet."""
    text = text_of(data)
    _survives(Money.parse, lambda v: (v.display,), text)
    _survives(LicenceFee.parse, lambda v: (v.display,), text)
    unit = header_unit_yuan(text)
    hold(unit >= 1, "a unit is at least a yuan", text)
    money = _reads(lambda cell: Money.parse(cell, 10_000), text)
    if isinstance(money, Money):
        same("money survives display", Money.parse(money.display), money, text)
        bounds = [bound for bound in (money.low_cny, money.high_cny) if bound is not None]
        hold(bounds == sorted(bounds) and min(bounds, default=0) >= 0, "bounds are in order", text)
    for cell in (text, *_numbers(data, text)):
        for parse in (parse_date, parse_deadline):
            day = _reads(parse, cell)
            if isinstance(day, date):
                same("a day survives its ISO form", parse(day.isoformat()), day, cell)
                hold(1900 <= day.year <= 2100, "a day lies in its bounds", cell)
        if not isinstance(cell, str):
            _survives(Money.parse, lambda v: (v.display,), cell)
            _reads(cell_text, cell)
            says_nothing(cell)


def _numbers(data: bytes, text: str) -> Iterable[Cell]:
    """Return numbers that a spreadsheet may hold in place of the text."""
    yield from struct.unpack("<d", data[:8].ljust(8, b"\0"))
    yield int.from_bytes(data[:4], "little")
    if len(text) < 400:
        try:
            yield float(text)
            yield int(text)
        except ValueError:
            return


def words(data: bytes) -> None:
    """What a word of a closed list means, its label means too."""
    text = text_of(data)
    _survives(parse_legal_state, lambda v: (v.label, v.value), text)
    _survives(Maturity.parse, lambda v: (v.text,), text)
    _survives(Confidentiality.parse, lambda v: (v.label, v.value), text)
    _reads(require_public_secrecy, text)
    modes = _reads(parse_modes, text)
    if isinstance(modes, tuple):
        same("modes survive their labels", parse_modes("；".join(m.label for m in modes)), modes)
    _places(text)


def _places(text: str) -> None:
    region = find_region(text)
    for province in ("湖北", "42", text[:4]):
        find_region(text, province)
    if region is not None:
        same("a place survives its code", find_region(region.code), region, text)
        same("a province is its own", province_of(province_of(region)), province_of(region), text)
        city = city_of(region)
        hold(city is None or city_of(city) == city, "a city is its own", text)
    city = _reads(get_city, text)
    if city is not None:
        same("a city survives its name", get_city(city.name), city, text)
        same("a city survives its code", get_city(city.code), city, text)


_CELL_READERS: tuple[Callable[[str], object], ...] = (
    *(clean, clean_block, fold, normalise_header, org_key, guess_org_type, split_names),
    *(cell_text, says_nothing, header_unit_yuan, kind_of_publication_number, find_region),
    *(PatentNumber.parse, Ipc.parse, Locarno.parse, Uscc.parse, parse_many, Money.parse),
    LicenceFee.parse,
    *(parse_date, parse_deadline, parse_legal_state, Maturity.parse, parse_modes),
    *(Confidentiality.parse, get_city),
)


def long_cells(data: bytes) -> None:
    """A cell that goes on for pages is read in time, whatever it repeats."""
    # A repeated part between a start and an end, since a search is slow where the end differs.
    parts = text_of(data).split(CELL_MARK, 2)
    before, middle, after = parts if len(parts) == 3 else ("", parts[0], parts[-1])
    if not middle:
        return
    cell = before + middle * (LONG_CELL // len(middle)) + after
    for read in _CELL_READERS:
        started = thread_time()
        _reads(read, cell)
        taken = thread_time() - started
        hold(taken < LONG_SECONDS, f"{read.__qualname__} reads a long cell in time", taken, middle)


def _survives(
    parse: Callable[..., object], spell: Callable[..., Iterable[str]], cell: object
) -> None:
    value = _reads(parse, cell)
    if value is None:
        return
    for text in spell(value):
        same(f"{parse.__qualname__} reads its display", _reads(parse, text), value, text, cell)
