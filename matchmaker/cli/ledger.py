"""matchmaker ledger activities | deals | rule."""

from typing import Annotated

import typer

from matchmaker.cli.options import ActorOption, FormatOption
from matchmaker.cli.output import Format, console, emit, moment, now
from matchmaker.errors import BadQuery
from matchmaker.jobs.database import database
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger.counted_deals import counting_rule
from matchmaker.services.ledger.counting import change_rule, preview_rule, shown_indicators
from matchmaker.services.list_hands import COMMAND_LINE, Author
from matchmaker.settings import get_settings
from models.kept_record import RecordKind
from models.ledger import Activity, Deal
from models.ledger_enums import ActivityKind, CountedFor, DealKind
from models.queries import ledger as ledger_queries
from models.queries import record_files as file_queries
from models.queries.ledger import ActivityFilter, DealFilter
from models.session import make_session
from models.values.indicator import by_slug
from models.values.region import get_city

ACTIVITY_LABELS = {
    "id": "编号",
    "held_on": "日期",
    "kind": "类型",
    "city": "市州",
    "title": "活动",
    "sessions": "场次",
    "heads": "人次",
    "counts": "其他数字",
    "files": "材料",
    "is_void": "作废",
}
DEAL_LABELS = {
    "id": "编号",
    "kind": "类型",
    "giver": "供给方",
    "giver_city": "供给方所在地",
    "taker": "需求方",
    "taker_city": "需求方所在地",
    "patents": "专利",
    "amount_cny": "金额（元）",
    "signed_on": "签订日期",
    "registered_on": "登记或备案日期",
    "number": "登记或备案号",
    "reports": "报送次数",
    "is_void": "作废",
}
RULE_LABELS = {
    "rule": "合同计入",
    "actor": "更改人",
    "made_at": "时间",
    "note": "原因",
}
YES, NO = "是", ""

CityOption = Annotated[str, typer.Option("--city", help="市州名称或代码")]
YearOption = Annotated[int | None, typer.Option("--year", min=1990, max=2099, help="年份")]
VoidOption = Annotated[bool, typer.Option("--void", help="连同已作废的")]

app = typer.Typer(help="台账：登记的活动与合同，以及合同计入哪个市州的规则。", no_args_is_help=True)


@app.command()
def activities(
    kind: Annotated[ActivityKind | None, typer.Option("--kind", help="活动类型")] = None,
    city: CityOption = "",
    year: YearOption = None,
    void: VoidOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出登记的活动，新的在前。"""
    wanted = ActivityFilter(kind, _city_code(city), year, with_void=void)
    with database(get_settings()) as engine, make_session(engine) as session:
        found = ledger_queries.page_activities(session, wanted, None, None)
        ids = [one.id or 0 for one in found]
        files = file_queries.count_files(session, RecordKind.ACTIVITY, ids)
        rows = [_activity(one) | {"files": files.get(one.id or 0, 0)} for one in found]
    emit(rows, ACTIVITY_LABELS, form)


@app.command()
def deals(
    kind: Annotated[DealKind | None, typer.Option("--kind", help="合同类型")] = None,
    city: CityOption = "",
    year: YearOption = None,
    is_open: Annotated[bool, typer.Option("--open", help="只列还没有登记或备案的")] = False,
    void: VoidOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出合同与意向，后登记的在前。"""
    wanted = DealFilter(
        kind, _city_code(city), year, is_open=True if is_open else None, with_void=void
    )
    with database(get_settings()) as engine, make_session(engine) as session:
        found = ledger_queries.page_deals(session, wanted, None, None)
        ids = [one.id or 0 for one in found]
        patents = ledger_queries.patents_of(session, ids)
        reports = ledger_queries.reports_of(session, ids)
        rows = [
            _deal(one)
            | {
                "patents": "、".join(patent.number for patent in patents.get(one.id or 0, ())),
                "reports": len(reports.get(one.id or 0, ())),
            }
            for one in found
        ]
    emit(rows, DEAL_LABELS, form)


@app.command()
def rule(
    tried: Annotated[
        CountedFor | None, typer.Option("--try", help="试算：按另一种规则，各市州今年是多少")
    ] = None,
    chosen: Annotated[
        CountedFor | None, typer.Option("--set", help="改为这种规则，须写明 --reason")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="更改的原因")] = "",
    actor: ActorOption = COMMAND_LINE,
    form: FormatOption = Format.TABLE,
) -> None:
    """查看、试算或更改合同计入哪个市州的规则。"""
    if tried is not None and chosen is not None:
        raise BadQuery("--try 与 --set 请分两次运行：先试算，再更改")
    with database(get_settings()) as engine, make_session(engine) as session:
        if tried is not None:
            shifts = preview_rule(session, tried, now().year)
            emit([_shift(one.city, one.told) for one in shifts], _shift_labels(), form)
            return
        if chosen is not None:
            change_rule(session, chosen, reason, Author(actor, now()))
            session.commit()
        held, history = counting_rule(session), ledger_queries.counting_rules(session)
    if form is Format.TABLE:
        console.print(f"现行规则：合同计入{held.label}")
    rows = [
        {
            "rule": one.counted_for.label,
            "actor": one.actor,
            "made_at": moment(one.made_at),
            "note": one.note,
        }
        for one in history
    ]
    emit(rows, RULE_LABELS, form)


def _city_code(text: str) -> str | None:
    return get_city(text).code if text else None


def _activity(one: Activity) -> dict[str, object]:
    counts = (f"{by_slug()[slug].name} {value:,}" for slug, value in one.counts.items())
    return {
        "id": one.id,
        "held_on": one.held_on,
        "kind": one.kind.label,
        "city": city_name(one.city_code),
        "title": one.title,
        "sessions": one.sessions,
        "heads": one.heads,
        "counts": "；".join(counts),
        "is_void": YES if one.is_void else NO,
    }


def _deal(one: Deal) -> dict[str, object]:
    return {
        "id": one.id,
        "kind": one.kind.label,
        "giver": one.giver_name,
        "giver_city": city_name(one.giver_city) if one.giver_city else "",
        "taker": one.taker_name,
        "taker_city": city_name(one.taker_city) if one.taker_city else "",
        "amount_cny": one.amount_cny,
        "signed_on": one.signed_on,
        "registered_on": one.registered_on,
        "number": one.number,
        "is_void": YES if one.is_void else NO,
    }


def _shift(city: str, told: list[tuple[str, str]]) -> dict[str, str]:
    found = {"city": city}
    for indicator, (before, after) in zip(shown_indicators(), told, strict=True):
        found |= {f"{indicator.slug}_before": before, f"{indicator.slug}_after": after}
    return found


def _shift_labels() -> dict[str, str]:
    labels = {"city": "市州"}
    for one in shown_indicators():
        labels |= {
            f"{one.slug}_before": f"{one.title}现行",
            f"{one.slug}_after": f"{one.title}改后",
        }
    return labels
