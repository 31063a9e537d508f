"""A copy of everything that is held about a person or about the contacts of an organisation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from ingest.labels import field_label
from matchmaker.china_time import CHINA
from matchmaker.services.personal_data import Holdings, Subject, find_holdings, is_of_body
from models.demand import Demand
from models.enums import RecordKind
from models.import_batch import ImportBatch, RefusedRow
from models.privacy_enums import HeldIn
from models.queries import accounts as account_queries
from models.queries import courses as course_queries
from models.queries import organisations as organisation_queries
from models.queries import personal as personal_queries
from models.queries import privacy as privacy_queries
from models.queries.privacy import DisclosureFilter
from models.values.contact import CONTACT_FIELDS

# More than there can be of one organisation in three years.
_ALL = 1_000_000


@dataclass(frozen=True)
class Section:
    """A table of the copy: its name, a heading a column, and its rows."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PersonalFile:
    """The copy; person: empty where it is of all contacts of the organisation."""

    organisation: str
    person: str
    made_at: datetime
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the copy for programs: every row as column → text."""
        return {
            "organisation": self.organisation,
            "person": self.person,
            "made_at": self.made_at.isoformat(),
            **{
                section.name: [dict(zip(section.columns, row, strict=True)) for row in section.rows]
                for section in self.sections
            },
        }


def make_personal_file(session: Session, subject: Subject, now: datetime) -> PersonalFile:
    """Return the copy; raise NotFound for an unknown organisation."""
    holdings = find_holdings(session, subject)
    body = organisation_queries.get_survivor(session, subject.organisation_id)
    return PersonalFile(
        body.name,
        subject.person,
        now,
        (
            _contacts(holdings),
            _accounts(session, holdings),
            _courses(session, holdings),
            _history(session, holdings),
            _refused(session, holdings),
            _texts(session, holdings),
            _consents(session, holdings),
            _disclosures(session, holdings),
            _requests(session, holdings),
        ),
    )


def _contacts(holdings: Holdings) -> Section:
    rows = [
        (r.key.kind.label, str(r.key.id), r.label, r.contact.name, r.contact.phone, r.contact.email)
        for r in holdings.records
    ]
    columns = ("类别", "编号", "记录", "联系人", "联系电话", "联系邮箱")
    return Section("contacts", "联系方式", columns, tuple(rows))


def _accounts(session: Session, holdings: Holdings) -> Section:
    rows = []
    for account in holdings.accounts:
        own = (account.login, account.name, account.role.label, account.phone, account.department)
        opened = account_queries.sessions_of(session, account.id or 0)
        seen = [f"{_moment(one.seen_at)} {one.address} {one.browser}" for one in opened]
        rows.append((*own, account.state.label, _moment(account.created_at), "；".join(seen)))
    columns = ("用户名", "姓名", "角色", "联系电话", "院系或部门", "状态", "建立时间", "登录记录")
    return Section("accounts", "账号", columns, tuple(rows))


def _courses(session: Session, holdings: Holdings) -> Section:
    names = {account.id: account.name for account in holdings.accounts}
    ids = [known for known in names if known is not None]
    rows = [
        (names[seat.account_id], course.title, seat.state.label, _moment(seat.asked_at))
        for seat, course in course_queries.seats_of_accounts(session, ids)
    ]
    return Section("courses", "培训报名", ("姓名", "课程", "状态", "报名时间"), tuple(rows))


def _history(session: Session, holdings: Holdings) -> Section:
    rows: list[tuple[str, ...]] = []
    for kind in RecordKind:
        held = HeldIn(kind.value)
        ids = [record.key.id for record in holdings.records if record.key.kind is held]
        rows += [
            (
                held.label,
                str(edit.record_id),
                field_label(edit.field),
                _text(edit.old_value),
                _text(edit.new_value),
                f"{edit.actor} 修改",
            )
            for edit in personal_queries.contact_edits(session, kind, ids)
        ]
        rows += [
            (
                held.label,
                str(offered.record_id),
                field_label(offered.field),
                _text(offered.kept),
                _text(offered.offered),
                f"导入提供，未采用：{offered.reason.label}",
            )
            for offered in personal_queries.contact_differences(session, kind, ids)
        ]
    rows += [
        ("挂牌申报", str(one.id), field_label(name), "", one.cells[name], "申报，待审核")
        for one in holdings.proposals
        for name in CONTACT_FIELDS
        if one.cells.get(name)
    ]
    columns = ("类别", "编号", "字段", "原值", "新值", "说明")
    return Section("history", "修改与导入差异", columns, tuple(rows))


def _refused(session: Session, holdings: Holdings) -> Section:
    rows = []
    for row in personal_queries.iter_refused_rows(session):
        of_body = is_of_body(row.cells, holdings)
        kept = holdings.words.cells_taken_out(row.cells, of_body=of_body)
        theirs = [cell for cell, left in zip(row.cells, kept, strict=True) if cell != left]
        if theirs:
            rows.append((_file_name(session, row), str(row.row_number), "；".join(theirs)))
    columns = ("文件", "行号", "内容")
    return Section("refused_rows", "导入时拒收的行", columns, tuple(rows))


def _texts(session: Session, holdings: Holdings) -> Section:
    rows = [
        (str(table.__tablename__), str(row.id), _told(row, name))
        for table, columns in personal_queries.FREE_TEXTS
        for row in personal_queries.texts_with(session, table, columns, holdings.words.pieces)
        for name in columns
        if holdings.words.stand_in(getattr(row, name))
    ]
    return Section("texts", "写有联系方式的文字", ("表", "编号", "文字"), tuple(rows))


def _consents(session: Session, holdings: Holdings) -> Section:
    rows = [
        (c.purpose.label, "同意" if c.given else "不同意", c.actor, _moment(c.made_at))
        for c in privacy_queries.consents_of(session, holdings.body_ids)
    ]
    for pair in privacy_queries.pair_consents_of(
        session, _ids(holdings, HeldIn.DEMAND), _ids(holdings, HeldIn.PATENT)
    ):
        what = f"需求 {pair.demand_id} 与专利 {pair.patent_id}（{pair.side.label}）"
        rows.append((what, "同意", pair.actor, _moment(pair.agreed_at)))
        if pair.withdrawn_at is not None:
            rows.append((what, "撤回", pair.withdrawn_by, _moment(pair.withdrawn_at)))
    return Section("consents", "同意与撤回", ("事项", "表示", "经办人", "时间"), tuple(rows))


def _disclosures(session: Session, holdings: Holdings) -> Section:
    wanted = DisclosureFilter(organisation_ids=holdings.body_ids, limit=_ALL)
    rows = [
        (
            _moment(d.made_at),
            d.viewer,
            d.role.label if d.role else "",
            d.what.label,
            f"{d.record_kind.label} {d.record_id}",
            f"{d.purpose.label}：{d.purpose_text}",
            d.ground.label,
        )
        for d in privacy_queries.list_disclosures(session, wanted)
    ]
    columns = ("时间", "查看人", "角色", "内容", "记录", "用途", "依据")
    return Section("disclosures", "查看记录", columns, tuple(rows))


def _requests(session: Session, holdings: Holdings) -> Section:
    rows = [
        (str(r.id), r.kind.label, r.applicant, r.text, r.due_on.isoformat(), r.answer)
        for r in privacy_queries.requests_of(session, holdings.body_ids)
    ]
    columns = ("编号", "事项", "申请人", "内容", "答复期限", "答复")
    return Section("requests", "申请与答复", columns, tuple(rows))


def _told(row: object, name: str) -> str:
    """Return a text, of a demand only that it is one: whoever makes the copy need not see it."""
    if isinstance(row, Demand):
        return f"{row.display_number}：{field_label(name)}"
    text: str = getattr(row, name)
    return text


def _ids(holdings: Holdings, kind: HeldIn) -> list[int]:
    return [record.key.id for record in holdings.records if record.key.kind is kind]


def _file_name(session: Session, row: RefusedRow) -> str:
    batch = session.get(ImportBatch, row.batch_id)
    return batch.file_name if batch else ""


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _text(value: object) -> str:
    return "" if value is None else str(value)
