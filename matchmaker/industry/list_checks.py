"""What a list of industries has to keep to, and how one list follows another."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matchmaker.industry.taxonomy import OTHER, IndustryDef, trade_codes
from matchmaker.text.normalise import normalise
from models.errors import InvalidValue
from models.values.ipc import Ipc

GROUPS = {"advantage": "优势产业", "emerging": "新兴特色产业", OTHER: "其他"}
STATUSES = {"confirmed": "已确认", "pending": "待确认"}
# A facet of the search has a bit of a number of eight bytes for each.
MOST_INDUSTRIES = 60
MOST_WORDS, LONGEST_NAME, LONGEST_WORD = 2_000, 40, 40
SHORTEST_WORD = 2
# Names of pages that stand where the page of an industry would.
RESERVED = frozenset({"history"})
_SLUG = re.compile(r"[a-z][a-z0-9-]{0,63}")
_TRADE = re.compile(r"[0-9]{2,4}")
# A quota is typed as a name and two numbers, a cell of a sheet holds several names.
_APART = re.compile(r"[\s、，,；;|]")


@dataclass(frozen=True)
class Flaw:
    """What is wrong with an industry of a list; field: of IndustryDef; text: with the remedy."""

    slug: str
    field: str
    text: str


def find_flaws(industries: Sequence[IndustryDef]) -> list[Flaw]:
    """Return all that is wrong with a list, industry by industry."""
    flaws = [flaw for industry in industries for flaw in _own_flaws(industry)]
    return [*flaws, *_order_flaws(industries), *_shared_flaws(industries)]


def tidied(industry: IndustryDef) -> IndustryDef:
    """Return an industry as it is stored: symbols in their usual form, every entry once."""
    return replace(
        industry,
        name=industry.name.strip(),
        ipc=_once(map(_symbol, industry.ipc)),
        ipc_related=_once(map(_symbol, industry.ipc_related)),
        terms=_once(industry.terms),
        aliases=_once(industry.aliases),
        trades=_once(industry.trades),
        candidates=industry.candidates if industry.status == "pending" else (),
    )


def following(
    before: Sequence[IndustryDef], wanted: Sequence[IndustryDef]
) -> tuple[IndustryDef, ...]:
    """Return a list as it stands after another one: what it lacks of that stays, retired.

    Old events, corrections and tags refer to industries by their slugs, so that none ever leaves.
    """
    named = {OTHER, *(industry.slug for industry in wanted)}
    gone = [replace(industry, retired=True) for industry in before if industry.slug not in named]
    last = [industry for industry in wanted if industry.slug == OTHER]
    return (*(one for one in wanted if one.slug != OTHER), *gone, *last)


def free_slug(taken: Iterable[str]) -> str:
    """Return the slug of an industry for which none was chosen: ``industry-1`` and so on."""
    known = set(taken)
    return next(slug for n in range(1, len(known) + 2) if (slug := f"industry-{n}") not in known)


def _own_flaws(industry: IndustryDef) -> Iterator[Flaw]:
    for field, text in (
        ("slug", _slug_flaw(industry.slug)),
        ("name", _name_flaw(industry.name.strip())),
        ("group", _group_flaw(industry)),
        ("status", _choice_flaw(industry.status, STATUSES)),
        ("ipc", _listed_flaw(industry.ipc, _symbol_flaw)),
        ("ipc_related", _listed_flaw(industry.ipc_related, _symbol_flaw)),
        ("terms", _listed_flaw(industry.terms, _word_flaw)),
        ("aliases", _listed_flaw(industry.aliases, _word_flaw)),
        ("trades", _listed_flaw(industry.trades, _trade_flaw)),
    ):
        if text:
            yield Flaw(industry.slug, field, text)
    both = sorted({*map(_symbol, industry.ipc)} & {*map(_symbol, industry.ipc_related)})
    if both:
        said = f"{'、'.join(both)} 在两栏里都写了。请只留在其中一栏"
        yield Flaw(industry.slug, "ipc_related", said)
    if industry.slug == OTHER and industry.retired:
        yield Flaw(industry.slug, "retired", "“其他”收纳不属于任何产业的记录，不能停用")


def _slug_flaw(slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        return f"代号“{slug}”不能用。请以小写字母开头，只用小写字母、数字和连字符，至多 64 个"
    return f"代号“{slug}”另有用处。请换一个" if slug in RESERVED else ""


def _name_flaw(name: str) -> str:
    if not name:
        return "请填写名称"
    if len(name) > LONGEST_NAME:
        return f"名称有 {len(name)} 个字。请缩短到 {LONGEST_NAME} 个字以内"
    return "名称里不能有空格、顿号、逗号、分号和竖线。请改用其他写法" if _APART.search(name) else ""


def _group_flaw(industry: IndustryDef) -> str:
    if (industry.slug == OTHER) != (industry.group == OTHER):
        return "类别“其他”只留给最后一项“其他”。请改选优势产业或新兴特色产业"
    return _choice_flaw(industry.group, GROUPS)


def _choice_flaw(value: str, known: Mapping[str, str]) -> str:
    if value in known:
        return ""
    return f"“{value}”不认得。可选：{'、'.join(f'{key}（{name}）' for key, name in known.items())}"


def _listed_flaw(values: Sequence[str], flaw_of: Callable[[str], str]) -> str:
    if len(values) > MOST_WORDS:
        return f"有 {len(values)} 个，超过 {MOST_WORDS} 个。请删减"
    return "；".join(filter(None, map(flaw_of, values)))


def _symbol_flaw(text: str) -> str:
    try:
        Ipc.parse(text)
    except InvalidValue as error:
        return f"“{text}”{error.reason}。{error.remedy.rstrip('。')}"
    return ""


def _word_flaw(word: str) -> str:
    if len(normalise(word)) < SHORTEST_WORD:
        return f"“{word}”太短，会处处命中。请写 {SHORTEST_WORD} 个字以上的词"
    if len(word) > LONGEST_WORD:
        return f"“{word[:LONGEST_WORD]}…”太长。请拆成 {LONGEST_WORD} 个字以内的词"
    return ""


def _trade_flaw(code: str) -> str:
    if not _TRADE.fullmatch(code):
        return f"“{code}”不是行业代码。请填写 GB/T 4754 的 2 至 4 位数字，例如 387"
    if not any(known.startswith(code) for known in trade_codes()):
        return f"GB/T 4754 中没有以“{code}”开头的行业。请核对代码"
    return ""


def _order_flaws(industries: Sequence[IndustryDef]) -> Iterator[Flaw]:
    if len(industries) > MOST_INDUSTRIES:
        said = f"共 {len(industries)} 个产业，超过 {MOST_INDUSTRIES} 个。请减少"
        yield Flaw(OTHER, "", f"{said}或改用已停用的产业")
    if not industries or industries[-1].slug != OTHER:
        yield Flaw(OTHER, "", "最后一项应为代号 other 的“其他”。请把它放到最后")


def _shared_flaws(industries: Sequence[IndustryDef]) -> Iterator[Flaw]:
    """Yield what two industries must not share: slugs; and, of those offered, names and trades."""
    for field, names in (("slug", _slugs), ("name", _names), ("trades", _trades)):
        owner: dict[str, IndustryDef] = {}
        for industry in industries:
            for name in dict.fromkeys(names(industry)):
                other = owner.setdefault(name, industry)
                if other is not industry:
                    said = f"“{name}”已用于“{other.name}”。请只留一处"
                    alias = field == "name" and name != industry.name.strip()
                    yield Flaw(industry.slug, "aliases" if alias else field, said)


def _slugs(industry: IndustryDef) -> Sequence[str]:
    return (industry.slug,)


def _names(industry: IndustryDef) -> Sequence[str]:
    return () if industry.retired else (industry.name.strip(), *industry.aliases)


def _trades(industry: IndustryDef) -> Sequence[str]:
    return () if industry.retired else industry.trades


def _symbol(text: str) -> str:
    try:
        return Ipc.parse(text).display
    except InvalidValue:
        return text


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
