"""What a file is by its content, whatever it is called."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import SourceError
from matchmaker.services.kept_records.evidence_media import EvidenceType, sniff_evidence


def archive(path: Path, *parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for part in parts:
            file.writestr(part, "x")
    return path


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xff\xd8\xff\xe1....", EvidenceType.JPEG),
        (b"\x89PNG\r\n\x1a\n....", EvidenceType.PNG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", EvidenceType.WEBP),
        (b"%PDF-1.4\n", EvidenceType.PDF),
        (b"\xef\xbb\xbf\n%PDF-2.0\n", EvidenceType.PDF),
    ],
)
def test_photos_and_pdfs_are_known_by_their_first_bytes(
    tmp_path: Path, content: bytes, found: EvidenceType
) -> None:
    path = tmp_path / "a.exe"
    path.write_bytes(content)
    assert sniff_evidence(path) is found


def test_documents_are_known_by_their_parts(tmp_path: Path) -> None:
    word = archive(tmp_path / "a", "[Content_Types].xml", "word/document.xml")
    book = archive(tmp_path / "b", "[Content_Types].xml", "xl/workbook.xml")
    assert (sniff_evidence(word), sniff_evidence(book)) == (EvidenceType.DOCX, EvidenceType.XLSX)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("word/document.xml", "word/vbaProject.bin"), "含有宏"),
        (("a.txt",), "压缩包不能作证明材料"),
        (("ppt/presentation.xml",), "压缩包不能作证明材料"),
    ],
)
def test_other_archives_are_turned_away(tmp_path: Path, parts: tuple[str, ...], told: str) -> None:
    with pytest.raises(SourceError, match=told):
        sniff_evidence(archive(tmp_path / "a.docx", *parts))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_known_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    try:
        found = sniff_evidence(path)
    except SourceError:
        return
    assert isinstance(found, EvidenceType)
