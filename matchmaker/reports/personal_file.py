"""What is held about a person, for that person: a workbook to read, JSON to carry elsewhere."""

import json
from datetime import datetime

from matchmaker.china_time import CHINA
from matchmaker.reports.sheets import Book, Column, write_table, write_title
from matchmaker.services.personal_file import PersonalFile

WIDTH = 24
SUMMARY_COLUMNS = (Column("内容", 30), Column("条数", 10, centred=True))


def build(file: PersonalFile) -> bytes:
    """Return the workbook: a summary, then a sheet for every section that says something."""
    book = Book(f"{file.organisation}个人信息副本", file.made_at)
    summary = book.sheet("汇总")
    whose = f"{file.organisation}　{file.person}" if file.person else file.organisation
    write_title(book, summary, f"{whose}　个人信息副本", len(SUMMARY_COLUMNS))
    counts = [(section.title, len(section.rows)) for section in file.sections]
    write_table(book, summary, 1, SUMMARY_COLUMNS, counts)
    for section in file.sections:
        if section.rows:
            columns = [Column(name, WIDTH) for name in section.columns]
            write_table(book, book.sheet(section.title), 0, columns, section.rows)
    return book.bytes()


def as_json(file: PersonalFile) -> bytes:
    """Return the same as a JSON document in UTF-8."""
    return (json.dumps(file.as_json(), ensure_ascii=False, indent=2) + "\n").encode()


def file_stem(organisation_id: int, made_at: datetime) -> str:
    """Return the name of the files without what tells their kind; it names no person."""
    return f"personal_{organisation_id}_{made_at.astimezone(CHINA):%Y%m%d_%H%M%S}"
