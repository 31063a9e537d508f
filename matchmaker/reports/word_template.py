"""Word templates that an office may replace: checked before they hold, filled in a sandbox.

A template is Word with fields in double braces, as docxtpl reads them. It comes from people: it is
run by Jinja's sandbox and may name no field that there is not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from rapidfuzz import process

from matchmaker.errors import BadQuery
from matchmaker.reports.word import document_bytes
from matchmaker.reports.word_chart import Drawing
from matchmaker.services.ledger.report_fields import ChartData

MOST_BYTES = 5 * 1024 * 1024
MOST_INFLATED = 50 * 1024 * 1024
NEAREST_CUTOFF = 50
_WORD = "word/document.xml"
_LINE = re.compile(r"\s+")

Context = Mapping[str, Any]


@dataclass(frozen=True)
class Checked:
    """A template that can be used; unused: fields that it does not name."""

    fields: frozenset[str]
    unused: tuple[str, ...]


def check_template(
    name: str, content: bytes, known: Sequence[str], required: Sequence[str]
) -> Checked:
    """Return what a template names.

    name: of the file, for messages; known: all fields; required: those it cannot be without.
    Raises BadQuery for a file that is no Word document, a fault in its fields, fields that there
    are not, and where a required one is missing.
    """
    _require_document(name, content)
    fields = _fields(name, content)
    unknown = sorted(fields - set(known))
    if unknown:
        told = "、".join(f"“{field}”{_hint(field, known)}" for field in unknown)
        raise BadQuery(f"模板“{name}”中有系统没有的字段：{told}。请改正后重新上传")
    missing = [field for field in required if field not in fields]
    if missing:
        told = "、".join("{{ " + field + " }}" for field in missing)
        raise BadQuery(f"模板“{name}”缺少必须的字段：{told}。请在 Word 中写入后重新上传")
    return Checked(frozenset(fields), tuple(field for field in known if field not in fields))


def fill_template(name: str, content: bytes, context: Context) -> bytes:
    """Return the filled document; raise BadQuery where it cannot be filled as a whole."""
    template = DocxTemplate(BytesIO(content))
    drawn = {
        field: Drawing(template, value) if isinstance(value, ChartData) else value
        for field, value in context.items()
    }
    try:
        template.render(drawn, jinja_env=_sandbox(), autoescape=True)
    except (TemplateError, SecurityError, TypeError, ValueError, SyntaxError) as error:
        raise BadQuery(
            f"模板“{name}”填写不成：{_said(error)}。请检查其中的字段，或改用系统自带的模板"
        ) from error
    return document_bytes(template.docx)


def _require_document(name: str, content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise BadQuery(f"模板“{name}”超过 {MOST_BYTES // 1024 // 1024} MB。请去掉其中的大图片")
    try:
        with ZipFile(BytesIO(content)) as archive:
            inflated = sum(entry.file_size for entry in archive.infolist())
            is_word = _WORD in archive.namelist()
    except BadZipFile:
        inflated, is_word = 0, False
    if not is_word:
        raise BadQuery(f"“{name}”不是 Word 文档（.docx）。请在 Word 中另存为 .docx 后上传")
    if inflated > MOST_INFLATED:
        raise BadQuery(f"模板“{name}”解压后过大。请去掉其中的大图片")


def _fields(name: str, content: bytes) -> set[str]:
    try:
        template = DocxTemplate(BytesIO(content))
        found: set[str] = template.get_undeclared_template_variables(jinja_env=_sandbox())
    except TemplateSyntaxError as error:
        raise BadQuery(f"模板“{name}”的字段写错了：{_said(error)}。请检查花括号是否成对") from error
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise BadQuery(f"模板“{name}”读不出来。请在 Word 中打开并另存后重新上传") from error
    return found


def _sandbox() -> SandboxedEnvironment:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def _hint(field: str, known: Sequence[str]) -> str:
    nearest = process.extractOne(field, known, score_cutoff=NEAREST_CUTOFF)
    return f"（是否为“{nearest[0]}”？）" if nearest else ""


def _said(error: Exception) -> str:
    return _LINE.sub(" ", str(error))[:200]
