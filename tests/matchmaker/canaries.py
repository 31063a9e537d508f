"""Demands of every level whose every text and number is unmistakable, and the search for them.

Plant them with make_world (or write_canaries, into a world of one's own), do whatever gives
something out, and look through it with found_in: what comes back has got out. Each word is planted
once, but for those of SHARED, which stand in the patents, too, so that reasons would quote them.
"""

import gzip
import html
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from matchmaker.settings import Settings
from models.values.secrecy import Confidentiality
from tests.factories import number, write_csv, write_patents
from tests.lines import make_line

LEVELS = tuple(Confidentiality)
HEADERS = (
    "技术需求编号",
    "企业名称",
    "市州",
    "技术需求名称",
    "主要问题",
    "技术关键",
    "关键词",
    "拟投入资金总额(万元)",
    "合作意向单位",
    "联系人",
    "手机",
    "公开级别",
)
CAMPAIGN = """
name = "测试活动"

[[event]]
slug = "docking"
name = "武汉都市圈对接会"
kind = "provincial_docking"
date = 2024-06-18
city = "武汉"
per_demand = 3
per_patent = 4
institution_share = 1.0

[[event]]
slug = "show"
name = "武汉路演"
kind = "roadshow"
date = 2024-06-27
city = "武汉"
institution_share = 1.0
"""
RECIPIENT = "武汉大学"
_BETWEEN = "，监测电池包的电压、温度与产气信号，在动力电池热失控之前发出预警，"
_SUBJECT = "动力电池包热失控的早期预警"
_MARKS = dict(zip(LEVELS, "甲乙丙丁", strict=True))


class What(StrEnum):
    """What of a demand a canary stands in."""

    TITLE = "title"
    PROBLEM = "problem"
    SHARED = "shared"
    KEYWORD = "keyword"
    CONTACT = "contact"
    PHONE = "phone"
    BUDGET = "budget"


_BIRDS = {
    What.TITLE: "鹡鸰",
    What.PROBLEM: "鸬鹚",
    What.SHARED: "鸲鹆",
    What.KEYWORD: "鹣鲽",
    What.CONTACT: "鹔鹴",
}
CONTACTS = frozenset({What.CONTACT, What.PHONE})


def canary(level: Confidentiality, what: What) -> str:
    """Return the word that stands in this part of the demand of this level, and nowhere else."""
    place = LEVELS.index(level)
    if what is What.PHONE:
        return f"1385550{place}731"
    if what is What.BUDGET:
        return f"7319{place}"
    return f"{_BIRDS[what]}{_MARKS[level]}"


def canaries(
    levels: Iterable[Confidentiality] = LEVELS, but: Collection[What] = ()
) -> frozenset[str]:
    """Return the words of the levels without those of some parts."""
    return frozenset(canary(level, what) for level in levels for what in What if what not in but)


# What may not stand in anything that is printed for everybody: of public demands contacts; of
# restricted ones all but the title; of the others everything.
UNPRINTED = (
    frozenset(canary(level, what) for level in LEVELS for what in CONTACTS)
    | canaries([Confidentiality.RESTRICTED], but=[What.TITLE])
    | canaries([Confidentiality.NAMED, Confidentiality.HIDDEN])
)


def demand_number(level: Confidentiality) -> str:
    """Return the number of the demand of a level."""
    return f"X-{_MARKS[level]}"


def firm_name(level: Confidentiality) -> str:
    """Return the name of the firm that has it."""
    return f"武汉{_MARKS[level]}号动力电池有限公司"


def write_canaries(path: Path) -> Path:
    """Write the demands of all levels as a file to import."""
    rows = [
        (
            demand_number(level),
            firm_name(level),
            "武汉",
            f"{_SUBJECT}{canary(level, What.TITLE)}",
            f"电池包热失控之前没有任何提示，{canary(level, What.PROBLEM)}，希望早期预警。",
            canary(level, What.SHARED),
            canary(level, What.KEYWORD),
            canary(level, What.BUDGET),
            RECIPIENT if level is Confidentiality.NAMED else "",
            canary(level, What.CONTACT),
            canary(level, What.PHONE),
            level.label,
        )
        for level in LEVELS
    ]
    return write_csv(path, HEADERS, rows)


def write_stock(path: Path) -> Path:
    """Write patents that answer the demands in the words that they share."""
    # So far apart that no excerpt around one shows another.
    shared = "".join(f"{canary(level, What.SHARED)}{_BETWEEN}" for level in LEVELS)
    rows = [
        (
            f"一种{_SUBJECT}{'方法' if copy % 2 else '装置'}{'的改进' * copy}",
            f"202010{copy:06d}",
            (RECIPIENT, "武汉科技大学")[copy % 2],
            "2020-01-05",
            "H01M10/48",
            f"本发明公开了一种{_SUBJECT}技术，第{copy}种做法，适于{shared}预警可靠。",
            "湖北省武汉市武昌区",
            "授权",
        )
        for copy in range(4)
    ]
    return write_patents(path, rows)


def patent_number(copy: int = 0) -> str:
    """Return the number of a patent of write_stock."""
    return number(f"202010{copy:06d}")


def make_world(folder: Path, url: str) -> Settings:
    """Import stock and canaries, index them and make the lists of two events."""
    settings = Settings(data_dir=folder / "data", database_url=url, output_dir=folder / "output")
    campaign = folder / "campaign.toml"
    campaign.write_text(CAMPAIGN, encoding="utf-8")
    make_line(
        settings,
        write_stock(folder / "stock.csv"),
        write_canaries(folder / "canaries.csv"),
        campaign,
    )
    return settings


def found_in(content: bytes | str, words: Iterable[str]) -> list[str]:
    """Return which of the words stand in something that is given out, however it is wrapped.

    Archives (.xlsx, .docx, .zip, .gz) are opened; marks of XML and HTML, escapes, and the folded
    lines of calendars are undone.
    """
    texts = list(_texts(content))
    return sorted(word for word in words if any(word.casefold() in text for text in texts))


def found_in_files(folder: Path, words: Iterable[str]) -> dict[str, list[str]]:
    """Return file → which of the words stand in it, of those files where any does."""
    wanted = list(words)
    found = {
        path.relative_to(folder).as_posix(): found_in(path.read_bytes(), wanted)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return {name: words_of for name, words_of in found.items() if words_of}


def _texts(content: bytes | str) -> Iterator[str]:
    if isinstance(content, str):
        yield from _readings(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from _readings(name)
                yield from _texts(archive.read(name))
    elif content.startswith(b"\x1f\x8b"):
        yield from _texts(gzip.decompress(content))
    else:
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            yield from _readings(content.decode(encoding, errors="ignore"))


def _readings(text: str) -> Iterator[str]:
    text = text.casefold()
    yield text
    yield re.sub(r"\r?\n[ \t]", "", text)
    yield html.unescape(re.sub(r"<[^>]*>", "", text))
    yield re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    yield unquote(text)
    # Cells of a table on a screen run over several lines.
    yield re.sub(r"[\s│┃|]+", "", text)
