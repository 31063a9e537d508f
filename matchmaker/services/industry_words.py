"""An industry as people type it into a form: read into an entry of the list, and back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matchmaker.industry.list_checks import Flaw, free_slug
from matchmaker.industry.taxonomy import OTHER, IndustryDef, Taxonomy

# Symbols and codes hold no blanks, words may.
_CODES = ("ipc", "ipc_related", "trades")
_TYPED = (*_CODES, "terms", "aliases")
_BETWEEN_WORDS = re.compile(r"[\n、，,；;]+")
_BETWEEN_CODES = re.compile(r"[\s、，,；;]+")
FIRST = "-"


@dataclass(frozen=True)
class TypedIndustry:
    """What a form says of an industry; slug: "" for a new one to be named by the rule.

    words: field → text, of the fields that are typed as lists; after: the slug of the industry
    behind which it stands, FIRST for none.
    """

    slug: str
    name: str
    group: str
    status: str
    words: Mapping[str, str]
    after: str
    retired: bool = False


def write_industry(taxonomy: Taxonomy, slug: str) -> TypedIndustry:
    """Return the values of a form that shows an industry; raise BadConfiguration for none."""
    industry = taxonomy.get(slug)
    place = taxonomy.industries.index(industry)
    return TypedIndustry(
        slug=slug,
        name=industry.name,
        group=industry.group,
        status=industry.status,
        words={name: "、".join(getattr(industry, name)) for name in _TYPED},
        after=taxonomy.industries[place - 1].slug if place else FIRST,
        retired=industry.retired,
    )


def empty_industry(taxonomy: Taxonomy) -> TypedIndustry:
    """Return the values of a form for a new industry: an emerging one, behind all others."""
    others = [one.slug for one in taxonomy.industries if one.slug != OTHER]
    return TypedIndustry(
        slug="",
        name="",
        group="emerging",
        status="confirmed",
        words=dict.fromkeys(_TYPED, ""),
        after=others[-1] if others else FIRST,
    )


def with_industry(taxonomy: Taxonomy, typed: TypedIndustry) -> tuple[str, tuple[IndustryDef, ...]]:
    """Return the slug of what is typed, and the list with it in its place, unchecked."""
    known = {industry.slug: industry for industry in taxonomy.industries}
    slug = typed.slug.strip() or free_slug(known)
    blank = IndustryDef(slug, "", "", "", (), (), ())
    entries = {name: tuple(_split(name, typed.words.get(name, ""))) for name in _TYPED}
    industry = replace(
        known.get(slug, blank),
        name=typed.name.strip(),
        group=typed.group,
        status=typed.status,
        ipc=entries["ipc"],
        ipc_related=entries["ipc_related"],
        terms=entries["terms"],
        aliases=entries["aliases"],
        trades=entries["trades"],
        retired=typed.retired,
    )
    rest = [one for one in taxonomy.industries if one.slug != slug]
    if slug == OTHER:
        return slug, (*rest, industry)
    places = [place for place, one in enumerate(rest, start=1) if one.slug == typed.after]
    # Behind one that is not there, or behind 其他, is behind all but that.
    last = len(rest) - (rest[-1].slug == OTHER if rest else 0)
    place = 0 if typed.after == FIRST else min(places[0] if places else last, last)
    return slug, (*rest[:place], industry, *rest[place:])


def flaws_by_field(
    flaws: Sequence[Flaw], slug: str, industries: Sequence[IndustryDef]
) -> dict[str, str]:
    """Return field → what is wrong with the industry of a form, "" → what is with others."""
    names = {industry.slug: industry.name for industry in industries}
    found: dict[str, list[str]] = {}
    for flaw in flaws:
        if flaw.slug == slug and flaw.field:
            found.setdefault(flaw.field, []).append(flaw.text)
        else:
            found.setdefault("", []).append(f"“{names.get(flaw.slug, flaw.slug)}”：{flaw.text}")
    return {field: "；".join(texts) for field, texts in found.items()}


def _split(name: str, text: str) -> list[str]:
    between = _BETWEEN_CODES if name in _CODES else _BETWEEN_WORDS
    return [part for part in map(str.strip, between.split(text)) if part]
