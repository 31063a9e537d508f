"""What has to be done comes first; then what there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.city_requests.todo import DUE_DAYS
from matchmaker.services.ledger.signed_outcomes import OVERDUE_DAYS
from matchmaker.services.schedule_view import mark_seen
from matchmaker.services.todo_view import (
    FAILED_DAYS,
    Todo,
    view_near_events,
    view_stock,
    view_todo,
)
from matchmaker.web.access import May
from matchmaker.web.api.fields import PathId
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.templating import Crumb, render

PATH = "/office"
HOME = Crumb("组织工作台", PATH)

router = APIRouter(include_in_schema=False)

Office = Annotated[Viewer, Depends(May(Permission.SCHEDULE_READ))]
Planner = Annotated[Viewer, Depends(May(Permission.SCHEDULE_WRITE))]


@dataclass(frozen=True)
class Task:
    """Something that waits: how much of it, what it is, where it is done."""

    count: int
    text: str
    path: str


@router.get(PATH, response_class=HTMLResponse)
def show(request: Request, viewer: Office, session: SessionDep, now: NowDep) -> Response:
    """Show what waits for the viewer, figures, and the next events."""
    todo = view_todo(session, viewer, now)
    context = {
        "todo": todo,
        "tasks": _tasks(todo),
        "stock": view_stock(session),
        "events": view_near_events(session, viewer, now),
        "may_tick": viewer.may(Permission.SCHEDULE_WRITE),
    }
    return render(request, "office/home.html", context)


@router.post("/office/reminders/{reminder_id}/seen")
def tick(
    request: Request, reminder_id: PathId, _viewer: Planner, session: SessionDep, now: NowDep
) -> Response:
    """Write that somebody has seen to a reminder."""
    mark_seen(session, reminder_id, now)
    session.commit()
    return go_on(request, PATH, Done("提醒已标为办过"))


def _tasks(todo: Todo) -> Sequence[Task]:
    rows = (
        (todo.more_requests, "项个人信息申请也待答复，期限在后", "/office/privacy"),
        (todo.waiting_accounts, "个账号注册后等待审核", "/office/people?state=pending"),
        (todo.refused_files, "个导入文件有被拒收的行，要改正后重传", "/office/imports"),
        (todo.open_files, "个文件已上传、尚未确认导入", "/office/imports"),
        (todo.doubtful, "对单位名称疑似同一单位，要判断", "/office/organisations/doubtful"),
        (todo.listings, "项挂牌申报等待审核", "/office/listings"),
        (todo.products, "项专利产品已提交，等待备案", "/office/products?state=submitted"),
        (todo.finance, "项企业融资需求还没有对接银行或机构", "/office/finance?state=open"),
        (todo.untold, "场活动已经举办，还没有登记对接结果", "/office/events?untold=true"),
        (
            todo.chainless,
            "场投融资路演还没有定产业链，企业名单无法生成",
            "/office/events?kind=finance_roadshow",
        ),
        (todo.unrecorded, "场会面已签约，合同还没有登记进台账", "/office/ledger/outcomes"),
        (
            todo.overdue,
            f"份合同签订超过 {OVERDUE_DAYS} 天，还没有登记或备案",
            "/office/ledger/deals?state=overdue",
        ),
        (
            todo.cases.returned,
            "个典型案例被省局退回，要修改后再报",
            "/office/ledger/cases?state=returned",
        ),
        (todo.cases.to_mark, "个典型案例等您评分", "/reviewing"),
        (todo.cases.sent, "个典型案例已报送，待列入参评或退回", "/office/ledger/cases?state=sent"),
        (todo.cases.ready, "次典型案例评选已全部评完，可以结束评分", "/office/case-rounds"),
        (
            todo.city_requests.submitted,
            "项市州诉求已提交，等待受理",
            "/office/requests?state=submitted",
        ),
        (
            todo.city_requests.due,
            f"项已受理的市州诉求 {DUE_DAYS} 天内到期或已经逾期，要答复",
            "/office/requests?state=taken_on",
        ),
        (
            todo.city_requests.unread,
            "项诉求省局已答复，还没有看过",
            "/office/requests?state=answered",
        ),
        (
            todo.city_requests.returned,
            "项诉求被省局退回，要修改后再提交或撤回",
            "/office/requests?state=returned",
        ),
        (todo.failed_runs, "次到点自动运行失败", "/office/work#planned"),
        (todo.failed_work, f"项后台任务近 {FAILED_DAYS} 天内失败", "/office/work?state=failed"),
    )
    handed_in = [Task(one.count, one.text, one.path) for one in todo.submissions]
    asking = [
        Task(
            one.count,
            f"家单位报名参加“{one.event.name}”，等待确认",
            f"/office/events/{one.event.slug}/participants?status=registered",
        )
        for one in todo.registered
    ]
    return [*handed_in, *asking, *(Task(count, text, path) for count, text, path in rows if count)]
