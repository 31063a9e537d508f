"""Patent products: told, handed in, filed, recognised, withdrawn; each step kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from matchmaker.access.viewer import Viewer, person
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.products.facts import Verdict
from matchmaker.services.audit import verify
from matchmaker.services.contact_records import RecordKey
from matchmaker.services.contacts import Purpose, open_contact
from matchmaker.services.erasure import erase
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import Acting
from matchmaker.services.organisation_merges import merge_organisations
from matchmaker.services.personal_data import Subject
from matchmaker.services.product_facts import ANOTHER
from matchmaker.services.product_sheet import filing_sheet
from matchmaker.services.product_view import view_product, view_products
from matchmaker.services.products import (
    ProductMove,
    ProductWords,
    check_product,
    move,
    seen_product,
    tell_again,
    tell_new,
)
from matchmaker.services.retention import RetentionTerms, apply_retention
from models.account_enums import Role
from models.audit import AuditKind, AuditRecord
from models.enums import LegalEventKind
from models.errors import Conflict, NotFound
from models.legal_event import LegalEvent
from models.patent import Patent
from models.privacy_enums import DisclosurePurpose, HeldIn
from models.product import Product
from models.product_enums import MOVES, PatentRole, ProductAct, ProductState
from models.queries import patents as patent_queries
from models.queries import products as product_queries
from models.queries.listings import Scope
from models.queries.products import NO_CITY, WantedProducts
from models.values.legal_status import LegalState
from models.values.patent_number import PatentNumber
from tests.conftest import NOW
from tests.factories import number
from tests.matchmaker.people_world import FIRMS, make_world
from tests.matchmaker.services.product_cases import (
    FILED,
    NAME,
    PHONE,
    RECOGNISED,
    SUBMITTED,
    WHOLE,
    drafted,
    filed,
    of_firm,
    of_office,
    submitted,
    words,
)

Act, State = ProductAct, ProductState
TODAY = NOW.date()
PURPOSE = Purpose(DisclosurePurpose.OTHER, "备案")


def logged(session: Session, kind: AuditKind) -> list[AuditRecord]:
    return list(session.exec(select(AuditRecord).where(AuditRecord.kind == kind)))


def found(session: Session, viewer: Viewer, product: Product, rule: str) -> tuple[Verdict, str]:
    findings = check_product(session, viewer, product, TODAY)
    return next((one.verdict, one.text) for one in findings if one.rule == rule)


def test_what_a_firm_tells_is_kept_as_a_draft_with_its_patents(session: Session) -> None:
    world = make_world(session)
    product = drafted(session, world)
    assert (product.state, product.surveyed_on) == (State.DRAFT, None)
    view = view_product(session, of_firm(world).viewer, product, TODAY)
    assert (view.firm, view.city, view.errors) == (FIRMS[0], "武汉", ())
    assert [(one.facts.role, one.standing) for one in view.patents] == [
        (PatentRole.CORE, "有效，本单位专利")
    ]
    assert view.texts["industry"] == "高端装备"
    assert view.texts["output_cny"] == "8600万元"
    assert view.texts["contact_phone"] == "138****1234"
    assert view.acts == (Act.SUBMITTED, Act.WITHDRAWN)
    (step,) = view.steps
    assert (step.act, step.actor) == ("填报产品", "厂里人")
    assert "产品名称：激光熔覆轧辊" in step.changes
    assert PHONE not in str(step.changes)
    (record,) = logged(session, AuditKind.PRODUCT_CHANGED)
    assert record.subject == f"{FIRMS[0]} 激光熔覆轧辊（2023）"
    verify(session)


def test_the_same_product_of_a_year_is_one_record(session: Session) -> None:
    world = make_world(session)
    first = drafted(session, world)
    again = words(session, world, name=" 激光熔覆轧辊　")
    with pytest.raises(Conflict, match=f"编号 {first.id}，草拟"):
        tell_new(session, of_firm(world), world.firms[0], again)
    other_year = tell_new(session, of_firm(world), world.firms[0], replace(again, year=2022))
    other_firm = drafted(session, world, firm=1)
    assert len({first.id, other_year.id, other_firm.id}) == 3
    with pytest.raises(Conflict, match="同一产品一年只有一条"):
        tell_again(session, of_firm(world), other_year.id or 0, again)


def test_a_change_is_kept_beside_what_stood_there_and_none_leaves_no_step(
    session: Session,
) -> None:
    world = make_world(session)
    product = drafted(session, world)
    product_id = product.id or 0
    same = words(session, world)
    assert not tell_again(session, of_firm(world), product_id, same)
    other = number("202110000009")
    roles = {**same.patents, PatentNumber.parse(other).key: PatentRole.PERIPHERAL}
    changed = replace(same, output_cny=90_000_000, contact_phone=None, patents=roles)
    assert tell_again(session, of_firm(world), product_id, changed)
    step = view_product(session, of_firm(world).viewer, product, TODAY).steps[-1]
    assert step.changes == ("年产值：8600万元 → 9000万元", f"外围专利：{other}")
    assert product.contact_phone == PHONE


def test_only_a_whole_product_is_handed_in(session: Session) -> None:
    world = make_world(session)
    product = drafted(session, world, description="", firm_sales_cny=1_000_000)
    with pytest.raises(BadQuery, match=r"缺少产品说明.*超过企业总销售收入 100万元"):
        move(session, of_firm(world), product.id or 0, SUBMITTED)
    assert product.state is State.DRAFT


def test_a_product_goes_its_way_and_each_day_is_kept(session: Session) -> None:
    world = make_world(session)
    product = filed(session, world)
    assert (product.surveyed_on, product.submitted_on, product.filed_on) == (TODAY, TODAY, TODAY)
    move(session, of_office(), product.id or 0, RECOGNISED)
    assert (product.state, product.recognition_number) == (State.RECOGNISED, "RD2024-0003")
    steps = view_product(session, of_office().viewer, product, TODAY).steps
    assert [one.act for one in steps] == ["填报产品", "提交", "登记备案", "登记认定"]


def test_what_was_handed_in_is_changed_only_when_it_is_back(session: Session) -> None:
    world = make_world(session)
    product = submitted(session, world)
    said = words(session, world, output_cny=1_000_000)
    with pytest.raises(Conflict, match="已提交，不能再改"):
        tell_again(session, of_firm(world), product.id or 0, said)
    move(session, of_office(), product.id or 0, ProductMove(Act.TAKEN_BACK, note="产值有误"))
    assert tell_again(session, of_firm(world), product.id or 0, said)


def test_what_was_written_down_by_mistake_is_undone(session: Session) -> None:
    world = make_world(session)
    product = filed(session, world)
    move(session, of_office(), product.id or 0, RECOGNISED)
    for act in (Act.RECOGNITION_UNDONE, Act.FILING_UNDONE, Act.WITHDRAWN, Act.RESUMED):
        move(session, of_office(), product.id or 0, ProductMove(act))
    assert product.state is State.DRAFT
    gone = (product.filed_on, product.filing_number, product.recognised_on, product.withdrawn_on)
    assert gone == (None, "", None, None)


@pytest.mark.parametrize("state", State)
def test_a_state_allows_its_own_steps_and_no_others(session: Session, state: State) -> None:
    world = make_world(session)
    product = drafted(session, world)
    product.state = state
    session.add(product)
    session.flush()
    for act in set(Act) - set(MOVES[state]):
        with pytest.raises(Conflict):
            move(session, of_office(), product.id or 0, ProductMove(act, TODAY, "1"))


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (replace(FILED, day=None), "请填写国家平台上的日期"),
        (replace(FILED, day=TODAY + timedelta(days=1)), "还没有到"),
        (replace(FILED, day=TODAY - timedelta(days=1)), "早于提交日"),
        (replace(FILED, number=" "), "请填写国家平台给出的备案编号"),
    ],
)
def test_a_filing_has_its_day_and_number(session: Session, step: ProductMove, why: str) -> None:
    product = submitted(session, make_world(session))
    with pytest.raises(BadQuery, match=why):
        move(session, of_office(), product.id or 0, step)


def test_a_firm_files_nothing_by_itself_and_sees_nothing_of_others(session: Session) -> None:
    world = make_world(session)
    product = submitted(session, world)
    with pytest.raises(Forbidden):
        move(session, of_firm(world), product.id or 0, FILED)
    stranger = of_firm(world, firm=1)
    with pytest.raises(NotFound):
        seen_product(session, stranger.viewer, product.id or 0)
    with pytest.raises(Forbidden):
        tell_new(session, stranger, world.firms[0], WHOLE)
    wuhan = of_office(Role.CITY_ORGANISER, "420100")
    assert seen_product(session, wuhan.viewer, product.id or 0).id == product.id
    with pytest.raises(NotFound):
        seen_product(session, of_office(Role.CITY_ORGANISER, "420500").viewer, product.id or 0)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (replace(WHOLE, name="　"), "请填写产品名称"),
        (replace(WHOLE, year=1999), "年度应在"),
        (replace(WHOLE, industry="养蜂"), "没有“养蜂”这个产业"),
        (replace(WHOLE, sales_cny=-1), "金额应在"),
        (replace(WHOLE, sales_cny=10**12 + 1), "金额应在"),
    ],
)
def test_what_cannot_be_is_refused(session: Session, said: ProductWords, why: str) -> None:
    world = make_world(session)
    with pytest.raises(BadQuery, match=why):
        tell_new(session, of_firm(world), world.firms[0], said)


def test_a_licence_in_the_history_or_the_ledger_entitles(session: Session) -> None:
    world = make_world(session)
    product = drafted(session, world)
    patent = session.get_one(Patent, world.pairs[0][1])
    patent_queries.replace_owners(session, {patent.id or 0: (world.owners[0],)})
    viewer = of_firm(world).viewer
    assert found(session, viewer, product, "entitled")[0] is Verdict.WARN
    event = LegalEvent(
        patent_id=patent.id or 0, kind=LegalEventKind.LICENCE, party=FIRMS[0], digest="d"
    )
    session.add(event)
    session.flush()
    assert found(session, viewer, product, "entitled") == (Verdict.PASS, "都是专利权人或被许可人")


def test_a_firm_is_not_told_whose_product_has_its_patent(session: Session) -> None:
    world = make_world(session)
    first = drafted(session, world)
    roles = words(session, world).patents
    tell_new(session, of_office(), world.firms[1], replace(WHOLE, name="辊套", patents=roles))
    verdict, text = found(session, of_firm(world).viewer, first, "not_elsewhere")
    assert (verdict, ANOTHER in text, FIRMS[1] in text) == (Verdict.WARN, True, False)
    assert FIRMS[1] in found(session, of_office().viewer, first, "not_elsewhere")[1]


def test_products_are_counted_and_found(session: Session) -> None:
    world = make_world(session)
    filed(session, world)
    drafted(session, world, firm=1, name="电池包", industry="", year=2022)
    counts = product_queries.count_by_city(session, WantedProducts())
    assert counts == {"420100": {State.FILED: 1, State.DRAFT: 1}}

    def names(**wanted: object) -> list[str]:
        chosen = WantedProducts(**wanted)  # type: ignore[arg-type]
        return [one.name for one in product_queries.page_products(session, chosen, None, 9)]

    assert names() == ["电池包", "激光熔覆轧辊"]
    assert names(state=State.FILED) == names(year=2023) == names(words="轧机") == ["激光熔覆轧辊"]
    assert names(industry="") == names(words="电池") == ["电池包"]
    assert names(city_code=NO_CITY) == names(scope=Scope(city_code="420500")) == []
    assert names(handed_in=True) == ["激光熔覆轧辊"]
    rows = view_products(
        session, of_office().viewer, product_queries.products_of(session, world.firms), TODAY
    )
    assert [(row.name, row.errors) for row in rows] == [
        ("激光熔覆轧辊", ()),
        ("电池包", ("资料填写完整",)),
    ]


def test_the_sheet_holds_what_passes_and_contacts_only_when_asked_for(session: Session) -> None:
    world = make_world(session)
    filed(session, world)
    flawed = submitted(session, world, firm=1, name="电池包")
    product_queries.set_patents(session, flawed.id or 0, {})
    drafted(session, world, firm=2, name="草稿")
    office, author = of_office().viewer, Author("组织者", NOW)
    sheet = filing_sheet(session, office, WantedProducts(), author, whole=False)
    assert [one.shown.product.name for one in sheet.products] == ["激光熔覆轧辊"]
    assert (sheet.barred, sheet.more) == (1, False)
    assert sheet.products[0].contact.phone == "138****1234"
    assert logged(session, AuditKind.CONTACT_VIEW) == []
    whole = filing_sheet(session, office, WantedProducts(), author, whole=True)
    assert whole.products[0].contact.phone == PHONE
    assert len(logged(session, AuditKind.CONTACT_VIEW)) == 1
    drafts = WantedProducts(state=State.DRAFT)
    assert len(filing_sheet(session, office, drafts, author, whole=False).products) == 1


def test_contacts_are_opened_by_the_firm_and_its_organisers_alone(session: Session) -> None:
    world = make_world(session)
    product = drafted(session, world)
    key, author = RecordKey(HeldIn.PRODUCT, product.id or 0), Author("甲", NOW)
    assert open_contact(session, of_firm(world).viewer, key, PURPOSE, author).name == NAME
    stranger = person(9, "乙", Role.ENTERPRISE_MEMBER, organisations=[world.firms[1]])
    with pytest.raises((Forbidden, NotFound)):
        open_contact(session, stranger, key, PURPOSE, author)


def test_an_erased_contact_is_gone_from_the_product_and_its_steps(session: Session) -> None:
    world = make_world(session)
    product = drafted(session, world, description="电话 13812341234 咨询")
    erase(session, Subject(world.firms[0], NAME), Author("组织者", NOW))
    session.refresh(product)
    assert (product.contact_name, product.contact_phone) == ("", "")
    assert PHONE not in product.description
    (step,) = product_queries.steps_of(session, product.id or 0)
    assert "contact_phone" not in step.after


@pytest.mark.parametrize(("make", "kept"), [(drafted, False), (submitted, True), (filed, True)])
def test_a_contact_goes_half_a_year_after_nobody_needs_it(
    session: Session, make: Callable[..., Product], kept: bool
) -> None:
    product = make(session, make_world(session))
    later = Author("系统", NOW + timedelta(days=200))
    done = apply_retention(session, later, RetentionTerms(6, 90))
    session.refresh(product)
    assert (done.products, product.contact_name) == ((0, NAME) if kept else (1, ""))


def test_products_of_a_merged_record_move_with_it_but_for_what_both_tell(
    session: Session,
) -> None:
    world = make_world(session)
    kept = drafted(session, world)
    twice = drafted(session, world, firm=1)
    moved = drafted(session, world, firm=1, name="电池包")
    merge_organisations(session, world.firms[0], world.firms[1], "同一单位", "甲", NOW)
    for one in (kept, twice, moved):
        session.refresh(one)
    assert [one.organisation_id for one in (kept, twice, moved)] == [
        world.firms[0],
        world.firms[1],
        world.firms[0],
    ]


def test_a_dead_patent_keeps_a_product_back(session: Session) -> None:
    world = make_world(session)
    product = drafted(session, world)
    patent = session.get_one(Patent, world.pairs[0][1])
    patent.legal_state, patent.legal_text = LegalState.DEAD, "未缴年费"
    session.add(patent)
    session.flush()
    with pytest.raises(BadQuery, match=r"专利有效（已失效：.*未缴年费"):
        move(session, of_firm(world), product.id or 0, SUBMITTED)


def test_whoever_acts_is_named(session: Session) -> None:
    world = make_world(session)
    nobody = Acting(of_firm(world).viewer, Author(" ", NOW))
    with pytest.raises(BadQuery, match="请写明经办人"):
        tell_new(session, nobody, world.firms[0], WHOLE)


def test_days_are_those_of_china(session: Session) -> None:
    product = submitted(session, make_world(session))
    assert product.submitted_on == date(2024, 5, 6)


def test_of_two_who_tell_at_once_one_is_told(session: Session) -> None:
    product = drafted(session, make_world(session))
    values = product.model_dump(exclude={"id", "revision"})
    with pytest.raises(Conflict, match="刚刚被填报过"):
        product_queries.save_product(session, Product(**values))
