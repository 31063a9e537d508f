"""Three people and one event, in a browser, with scripts and without.

A university loads a sheet with two bad rows and corrects them; a firm writes a demand, sees why
patents fit it and wants two of them; an organiser pins a pair, locks the list, prints it, plans the
meetings and records what came of one; the firm sees its timetable.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, Response, expect

from models.account_enums import Role
from scripts.serving.visits import EVENT
from tests.factories import number, write_csv, wrong_number
from tests.matchmaker.web.chromium import PATIENCE_MS, Watch, assert_sound, drag, visiting
from tests.matchmaker.web.pages.sample import Sample, serving_copy

pytestmark = pytest.mark.browser

HEADERS = ("名称", "申请号", "权利人", "摘要", "申请日")
TITLE = "轧辊表面裂纹的激光修复"
PROBLEM = "热轧生产线的轧辊表面产生裂纹，现在只能整体更换，希望用激光熔覆在线修复。"
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def sample(loaded: Path, tmp_path: Path) -> Iterator[Sample]:
    with serving_copy(loaded, tmp_path) as sample:
        yield sample


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_university_firm_and_organiser_do_their_part(
    browser: Browser, sample: Sample, scripts: bool, tmp_path: Path
) -> None:
    people = (
        (Role.UNIVERSITY_REVIEWER, lambda page: load_a_sheet(page, sample, tmp_path)),
        (Role.ENTERPRISE_MEMBER, want_two_patents),
        (Role.PROVINCIAL_ORGANISER, lambda page: organise(page, sample)),
        (Role.ENTERPRISE_MEMBER, lambda page: see_the_timetable(page, sample)),
    )
    for role, act in people:
        with visiting(browser, sample.server.url, sample.cookie(role), scripts=scripts) as page:
            watch = Watch(sample.server.url.removeprefix("http://"))
            watch.over(page)
            page.on("dialog", lambda dialog: dialog.accept())
            page.goto(sample.server.url)
            act(page)
            assert (role, watch.elsewhere, watch.said) == (role, [], [])


def has_scripts(page: Page) -> bool:
    """Tell whether scripts run, once those that a page puts off have run."""
    page.wait_for_load_state("load")
    return bool(page.evaluate("typeof htmx") != "undefined")


def look_at(page: Page) -> None:
    """See that a page that only stories reach can be used, where scripts run to see so."""
    if has_scripts(page):
        assert_sound(page)


def drag_a_pair(page: Page) -> None:
    """Drag the third pair of a list to the first place, and take that back."""
    if not has_scripts(page):
        return
    rows = page.locator("[data-reorder]").first.locator("[data-place]")
    before = rows.evaluate_all("all => all.map(row => row.id)")
    drag(page, rows.nth(2).locator("td").first, rows.nth(0).locator("td").first)
    moved = [before[2], before[0], before[1], *before[3:]]
    expect(page.locator("[data-place]").first).to_have_id(moved[0])
    page.wait_for_load_state("load")
    assert rows.evaluate_all("all => all.map(row => row.id)") == moved
    page.get_by_role("button", name="撤销").first.click()
    expect(page.locator("[data-place]").first).to_have_id(before[0])


def drag_the_meeting(page: Page) -> None:
    """Drag the only meeting to another slot and table."""
    if not has_scripts(page):
        return
    to = page.locator('[data-slot="2"][data-table="2"]')
    drag(page, page.locator(".meeting"), to)
    expect(to.locator(".meeting")).to_have_count(1)
    expect(page.locator(".meeting")).to_have_count(1)


def load_a_sheet(page: Page, sample: Sample, folder: Path) -> None:
    """Load four rows, two of which are wrong, then the two as corrected."""
    owner = sample.entry.institution.name
    rows = [
        (
            "一种轧辊激光熔覆喷嘴",
            number("202110009901"),
            owner,
            "用于轧辊修复的喷嘴。",
            "2021-03-04",
        ),
        ("一种轧辊在线探伤装置", number("202110009902"), owner, "在线发现轧辊裂纹。", "2021-03-05"),
        ("一种送粉器", wrong_number("202110009903"), owner, "均匀送粉。", "2021-03-06"),
        ("一种冷却套", number("202110009904"), owner, "冷却用。", "去年春天"),
    ]
    sheet = write_csv(folder / "我校专利.csv", HEADERS, rows)
    send(page, sheet)
    expect(page.get_by_role("heading", name="有问题的行（2）")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="导入其余 2 行").click()
    expect(page.get_by_role("heading", name="没有导入的行（2）")).to_be_visible()
    look_at(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载这些行").click()
    returned = folder / "退回.xlsx"
    download.value.save_as(returned)
    corrected = folder / "改好.xlsx"
    correct(returned, corrected)
    send(page, corrected)
    page.get_by_role("button", name="导入全部 2 行").click()
    expect(page.get_by_text("全部行都已处理。")).to_be_visible()


def send(page: Page, file: Path) -> None:
    page.goto(page.url.split("/institution")[0].rstrip("/") + "/institution/import")
    page.get_by_label("文件").first.set_input_files(file)
    page.get_by_role("button", name="上传并预览").first.click()
    expect(page.get_by_role("heading", name="预览：", exact=False).first).to_be_visible()


def correct(returned: Path, corrected: Path) -> None:
    """Mend the two cells that the returned sheet complains of."""
    book = load_workbook(returned)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == wrong_number("202110009903"):
                cell.value = number("202110009903")
            elif cell.value == "去年春天":
                cell.value = "2021-04-01"
    book.save(corrected)


def is_of_public(answer: Response) -> bool:
    """Whether an answer is that on a demand as it was last changed."""
    return "confidentiality=public" in (answer.request.post_data or "")


def want_two_patents(page: Page) -> None:
    """Write a demand, look at what it finds, and judge two patents to fit."""
    page.get_by_role("link", name="企业工作台").click()
    page.get_by_role("link", name="提需求").first.click()
    page.get_by_label("需求名称").fill(TITLE)
    page.get_by_label("主要问题").fill(PROBLEM)
    if not has_scripts(page):
        page.get_by_role("button", name="看看能找到什么").click()
    expect(page.locator("#preview")).to_contain_text("轧辊")
    level = page.locator("input[name=confidentiality][value=public]")
    if has_scripts(page):
        # Whoever leaves while an answer is on its way is told so in the console.
        with page.expect_response(is_of_public):
            level.check()
    else:
        level.check()
    page.get_by_role("button", name="保存需求").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    for place in range(2):
        page.get_by_role("button", name="合适", exact=True).nth(place).click()
        expect(page.get_by_text("已判：合适")).to_have_count(place + 1)
    page.get_by_text("为什么推荐").first.click()
    expect(page.get_by_role("table").first).to_contain_text("合计")


def organise(page: Page, sample: Sample) -> None:
    """Make the list, have two parties confirm, plan their meeting and record what came of it."""
    make_the_list(page)
    event = f"{sample.server.url}/office/events/{EVENT}"
    for body, side in ((sample.entry.enterprise, "企业"), (sample.entry.institution, "高校院所")):
        page.goto(f"{event}/participants")
        page.get_by_label("单位名称").fill(body.name)
        page.get_by_label("哪一方").first.select_option(label=side)
        page.get_by_role("button", name="邀请", exact=True).click()
        row = page.get_by_role("row").filter(has_text=body.name)
        row.get_by_role("button", name="确认", exact=True).click()
        expect(page.get_by_role("row").filter(has_text=body.name)).to_contain_text("已确认")
    page.goto(f"{event}/timetable")
    for label, value in (("开始时间", "09:00"), ("洽谈桌", "A区=2")):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="保存场地").click()
    page.get_by_role("button", name="排日程").click()
    expect(page.locator(".meeting")).to_have_count(1)
    look_at(page)
    drag_the_meeting(page)
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("已发布").first).to_be_visible()
    page.goto(f"{event}/outcomes")
    page.get_by_label("企业").first.fill(sample.entry.enterprise.name)
    page.get_by_label("高校院所").first.fill(sample.entry.institution.name)
    page.get_by_label("达成意向").check()
    page.get_by_role("button", name="记录", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="达成意向")).to_have_count(1)


def see_the_timetable(page: Page, sample: Sample) -> None:
    """Find one's meeting on the desk."""
    page.goto(f"{sample.server.url}/enterprise/events/{EVENT}")
    expect(page.get_by_role("table").first).to_contain_text(sample.entry.institution.name)
    look_at(page)


def make_the_list(page: Page) -> None:
    """Pin the first pair, lock the list, and print it."""
    page.get_by_role("link", name="组织工作台").click()
    page.get_by_role("navigation", name="组织工作台").get_by_role("link", name="活动").click()
    page.locator(f'a[href$="/office/events/{EVENT}"]').first.click()
    drag_a_pair(page)
    page.get_by_role("button", name="固定", exact=True).first.click()
    expect(page.get_by_role("button", name="取消固定")).to_have_count(1)
    page.get_by_role("button", name="锁定").click()
    expect(page.get_by_text("锁定于", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="固定", exact=True)).to_have_count(0)
    page.get_by_role("link", name="打印").click()
    expect(page.get_by_role("table").first).to_be_visible()
