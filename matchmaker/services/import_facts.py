"""What an import or its preview found, as plain values for programs.

What becomes of uploads is read by all who oversee the work: it says counts and headers, never what
a row says.
"""

from dataclasses import asdict
from typing import Any

from matchmaker.services.imports import ImportReport
from matchmaker.services.previews import Preview
from models.import_batch import ImportBatch

COUNTS = ("rows", "new", "changed", "unchanged", "refused")


def report_facts(report: ImportReport) -> dict[str, Any]:
    """Return the counts of an import and how its headers were read; refusals are not listed."""
    return {
        "file": report.file_name,
        "source": "、".join(dict.fromkeys(header.source_label for header in report.headers)),
        **{name: getattr(report, name) for name in COUNTS},
        "mapping": {h.sheet: h.as_text() for h in report.headers},
        "unknown_headers": [text for h in report.headers for text in h.unknown],
        "noted_headers": [text for h in report.headers for text in h.noted],
        "skipped_sheets": [asdict(sheet) for sheet in report.skipped_sheets],
        "skipped_rows": [asdict(row) for row in report.skipped_rows],
        "kept": report.kept,
    }


def loaded_facts(batch: ImportBatch) -> dict[str, Any]:
    """Return the counts of an import as its record has them."""
    return {
        "batch_id": batch.id,
        "rows": batch.row_count,
        **{name: getattr(batch, f"{name}_count") for name in COUNTS[1:]},
    }


def trial_facts(preview: Preview) -> dict[str, Any]:
    """Return what loading a file would do, and how its headers are read."""
    facts = report_facts(preview.report)
    skipped = ("skipped_sheets", "skipped_rows")
    told = ("rows", *COUNTS[1:], "kept", "mapping", "unknown_headers", *skipped)
    return {
        **{name: facts[name] for name in told},
        "source_date": preview.source_date.isoformat(),
        "refusals": [asdict(group) for group in preview.refusals],
    }


def preview_facts(preview: Preview) -> dict[str, Any]:
    """Return how a file is read, its first rows, and its refusals by column and reason."""
    return {
        "file": preview.report.file_name,
        "source_date": preview.source_date.isoformat(),
        "kept": preview.report.kept,
        "sheets": [asdict(sheet) for sheet in preview.sheets],
        "skipped_sheets": [asdict(sheet) for sheet in preview.report.skipped_sheets],
        "rows": preview.rows,
        "refusals": [asdict(group) for group in preview.refusals],
    }
