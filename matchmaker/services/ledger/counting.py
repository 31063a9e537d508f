"""For which city contracts count: the rule that holds, and what another would change."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.ledger.contribution import Key, Sum, add_up
from matchmaker.services.audit import append
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger.counted_deals import counting_rule, deal_contributions
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.errors import Conflict
from models.ledger import CountingRule
from models.ledger_enums import CountedFor
from models.values.indicator import Indicator, by_slug

# What moves between cities with the rule, and stays the same in the province.
SHOWN = ("transfers", "transfer_amount", "pledges", "pledge_amount")


@dataclass(frozen=True)
class Shift:
    """What a city has under the rule that holds and under another: a pair for each of SHOWN."""

    city: str
    figures: tuple[tuple[int, int], ...]

    @property
    def told(self) -> list[tuple[str, str]]:
        """The figures in the units in which they are told."""
        return [
            (_tell(indicator, before), _tell(indicator, after))
            for indicator, (before, after) in zip(shown_indicators(), self.figures, strict=True)
        ]

    @property
    def changes(self) -> bool:
        """Whether the two rules tell different figures."""
        return any(before != after for before, after in self.figures)


def shown_indicators() -> list[Indicator]:
    """Return the indicators of SHOWN."""
    return [by_slug()[slug] for slug in SHOWN]


def preview_rule(session: Session, counted_for: CountedFor, year: int) -> list[Shift]:
    """Return city by city what a rule would make of the figures of a year."""
    held = _figures(session, counting_rule(session), year)
    other = _figures(session, counted_for, year)
    cities = sorted({city or "" for slug, city in (*held, *other) if slug in SHOWN})
    return [
        Shift(
            city_name(city),
            tuple((_value(held, slug, city), _value(other, slug, city)) for slug in SHOWN),
        )
        for city in cities
    ]


def change_rule(
    session: Session, counted_for: CountedFor, note: str, author: Author
) -> CountingRule:
    """Let contracts count by another rule; raise BadQuery without a reason, Conflict for the same.

    note: why it is changed.
    """
    held = counting_rule(session)
    if not note.strip():
        raise BadQuery("请写明更改计数规则的原因，例如依据的文件")
    if counted_for is held:
        raise Conflict(f"现行规则已经是“{held.label}”，没有更改")
    rule = CountingRule(
        counted_for=counted_for, note=note.strip(), actor=author.actor, made_at=author.at
    )
    session.add(rule)
    session.flush()
    details = {
        "rule_before": held.value,
        "rule_after": counted_for.value,
        "reason": rule.note,
    }
    append(session, AuditKind.RULE_CHANGE, "合同计数", details, author)
    return rule


def _tell(indicator: Indicator, value: int) -> str:
    shown = indicator.shown(value)
    if not indicator.is_money:
        return f"{int(shown):,}"
    return f"{float(shown):,.4f}".rstrip("0").rstrip(".")


def _figures(session: Session, rule: CountedFor, year: int) -> dict[Key, Sum]:
    return add_up(deal_contributions(session, date(year, 1, 1), date(year, 12, 31), rule))


def _value(figures: dict[Key, Sum], slug: str, city: str) -> int:
    found = figures.get((slug, city or None))
    return 0 if found is None else found.value
