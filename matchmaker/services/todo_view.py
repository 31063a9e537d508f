"""What waits for somebody of the office: counted, or, where the law sets a day, named."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.cases.todo import CaseTodo, view_case_todo
from matchmaker.services.city_requests.todo import RequestTodo, view_request_todo
from matchmaker.services.event_overview import EventRow, view_events
from matchmaker.services.ledger.signed_outcomes import count_overdue, unrecorded
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import acting, scope_of, waiting_for
from matchmaker.services.ownership import owned_event
from matchmaker.services.privacy_desk import (
    RequestView,
    answers_requests,
    handled_city,
    page_open,
)
from matchmaker.services.schedule_view import ReminderView, seen_slugs, view_reminder
from matchmaker.services.submissions.todo import SubmissionTask, submission_tasks
from matchmaker.services.upload_sight import upload_scope
from models.account_enums import AccountState
from models.enums import EventKind, ReviewStatus
from models.event import Event
from models.finance_enums import FinanceState
from models.product_enums import ProductState
from models.queries import accounts as account_queries
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.queries import finance_demands as finance_queries
from models.queries import listings as listing_queries
from models.queries import organisation_reviews as review_queries
from models.queries import participants as participant_queries
from models.queries import patents as patent_queries
from models.queries import privacy as privacy_queries
from models.queries import products as product_queries
from models.queries import schedule as schedule_queries
from models.queries import uploads as upload_queries
from models.queries import work as work_queries
from models.queries.accounts import AccountFilter
from models.queries.events import EventFilter
from models.queries.listings import WantedProposals
from models.queries.products import WantedProducts
from models.upload import UploadState

# Older failures have been seen, or have become pointless.
FAILED_DAYS = 7
MOST_REMINDERS = 20
MOST_EVENTS = 10
MOST_REQUESTS = 5


@dataclass(frozen=True)
class Registered:
    """How many bodies wait to be told whether they may come to an event."""

    event: Event
    count: int


@dataclass(frozen=True)
class Todo:
    """Counts of what waits; None where the viewer could do nothing about it.

    refused_files: loaded files with refused rows, or that could not be read; open_files: sent and
    not loaded; products: submitted and not filed; failed_work: of the last FAILED_DAYS; untold:
    events that were held and of which no outcome was told; registered: who asks to come to events
    to come; chainless: finance roadshows to come
    of which no chain is chosen; unrecorded: signed at events, and in no
    contract of the ledger; overdue: contracts that should be registered or filed by now;
    submissions: plans and reports of cities; cases: of the choice of model cases; city_requests:
    what cities ask of the province. requests: of persons about their own data, the first
    MOST_REQUESTS that are due; more_requests: how many wait beside them.
    """

    reminders: tuple[ReminderView, ...]
    more_reminders: bool
    refused_files: int | None
    open_files: int | None
    doubtful: int | None
    waiting_accounts: int | None
    listings: int | None
    products: int | None
    finance: int | None
    failed_work: int | None
    failed_runs: int
    untold: int
    registered: tuple[Registered, ...]
    chainless: int
    unrecorded: int
    overdue: int
    submissions: tuple[SubmissionTask, ...]
    cases: CaseTodo
    city_requests: RequestTodo
    requests: tuple[RequestView, ...]
    more_requests: int


@dataclass(frozen=True)
class Stock:
    """How much there is in all."""

    patents: int
    demands: int
    events: int


def view_todo(session: Session, viewer: Viewer, now: datetime) -> Todo:
    """Return what waits for a viewer within their reach."""
    slugs = seen_slugs(session, viewer)
    found = schedule_queries.page_reminders(session, slugs, None, MOST_REMINDERS, unseen=True)
    refused, waiting = _files(session, viewer)
    requests, more_requests = _requests(session, viewer, now)
    return Todo(
        reminders=tuple(view_reminder(one) for one in found[:MOST_REMINDERS]),
        more_reminders=len(found) > MOST_REMINDERS,
        refused_files=refused,
        open_files=waiting,
        doubtful=_doubtful(session, viewer),
        waiting_accounts=_waiting_accounts(session, viewer),
        listings=_listings(session, viewer, now),
        products=_products(session, viewer),
        finance=_finance(session, viewer),
        failed_work=_failed_work(session, viewer, now),
        failed_runs=schedule_queries.count_failed(session, slugs),
        untold=_untold(session, viewer, now),
        registered=_registered(session, viewer, now),
        chainless=_chainless(session, viewer, now),
        unrecorded=len(unrecorded(session, viewer)),
        overdue=count_overdue(session, viewer, now.date()),
        submissions=tuple(submission_tasks(session, viewer, now.date())),
        cases=view_case_todo(session, viewer),
        city_requests=view_request_todo(session, viewer, now),
        requests=requests,
        more_requests=more_requests,
    )


def view_near_events(session: Session, viewer: Viewer, now: datetime) -> list[EventRow]:
    """Return the next events, and the last ones where these are few; a city's own and provincial.

    What the viewer may not open has no version.
    """
    of_city = viewer.reach(Permission.LIST_READ) is Reach.CITY
    city = viewer.city_code if of_city else None
    events = event_queries.nearest_events(session, now.date(), MOST_EVENTS, city)
    return view_events(session, viewer, events, now.date())


def view_stock(session: Session) -> Stock:
    """Return how much there is."""
    return Stock(
        patents=patent_queries.count_patents(session),
        demands=demand_queries.count_demands(session),
        events=event_queries.count_events(session),
    )


def _files(session: Session, viewer: Viewer) -> tuple[int | None, int | None]:
    if not viewer.may(Permission.IMPORT):
        return None, None
    scope = upload_scope(viewer)
    states = upload_queries.count_states(session, scope)
    refused = upload_queries.count_with_refused_rows(session, scope)
    waiting = states.get(UploadState.RECEIVED, 0) + states.get(UploadState.PREVIEWED, 0)
    return refused + states.get(UploadState.REFUSED, 0), waiting


def _doubtful(session: Session, viewer: Viewer) -> int | None:
    if not viewer.may(Permission.ORGANISATION_WRITE):
        return None
    return review_queries.count_reviews(session, ReviewStatus.OPEN)


def _waiting_accounts(session: Session, viewer: Viewer) -> int | None:
    reach = viewer.reach(Permission.ACCOUNT_APPROVE)
    if reach is None:
        return None
    city = viewer.city_code if reach is Reach.CITY else None
    wanted = AccountFilter(state=AccountState.PENDING, city_code=city)
    return account_queries.count_accounts(session, wanted)


def _listings(session: Session, viewer: Viewer, now: datetime) -> int | None:
    if not viewer.may(Permission.PATENT_REVIEW):
        return None
    who = acting(session, viewer, Author(viewer.name, now))
    scope = scope_of(viewer, Permission.PATENT_REVIEW)
    wanted = WantedProposals(scope=scope, waiting=waiting_for(session, who))
    return listing_queries.count_proposals(session, wanted)


def _products(session: Session, viewer: Viewer) -> int | None:
    if not viewer.may(Permission.PRODUCT_FILE):
        return None
    wanted = WantedProducts(scope_of(viewer, Permission.PRODUCT_FILE), ProductState.SUBMITTED)
    return product_queries.count_states(session, wanted).get(ProductState.SUBMITTED, 0)


def _finance(session: Session, viewer: Viewer) -> int | None:
    if not viewer.may(Permission.DEMAND_WRITE):
        return None
    scope = scope_of(viewer, Permission.DEMAND_WRITE)
    return finance_queries.count_states(session, scope).get(FinanceState.OPEN, 0)


def _requests(
    session: Session, viewer: Viewer, now: datetime
) -> tuple[tuple[RequestView, ...], int]:
    if not answers_requests(viewer):
        return (), 0
    first = page_open(session, viewer, None, MOST_REQUESTS, now.date())[:MOST_REQUESTS]
    waiting = privacy_queries.count_open(session, city_code=handled_city(viewer))
    return tuple(first), waiting - len(first)


def _untold(session: Session, viewer: Viewer, now: datetime) -> int:
    events = event_queries.find_events(session, EventFilter(untold_before=now.date()))
    return sum(viewer.may(Permission.OUTCOME_WRITE, owned_event(event)) for event in events)


def _registered(session: Session, viewer: Viewer, now: datetime) -> tuple[Registered, ...]:
    return tuple(
        Registered(event, count)
        for event, count in participant_queries.registered_counts(session, now.date())
        if viewer.may(Permission.PARTICIPANT_WRITE, owned_event(event))
    )


def _chainless(session: Session, viewer: Viewer, now: datetime) -> int:
    events = event_queries.find_events(session, EventFilter(EventKind.FINANCE_ROADSHOW))
    return sum(
        not event.chain
        and event.held_on >= now.date()
        and viewer.may(Permission.EVENT_WRITE, owned_event(event))
        for event in events
    )


def _failed_work(session: Session, viewer: Viewer, now: datetime) -> int | None:
    # A program, which is no account, has no work of a person.
    everything = viewer.reach(Permission.WORK_READ) is Reach.ALL
    if not everything and viewer.account_id is None:
        return None
    own = None if everything else viewer.account_id
    return work_queries.count_failed(session, now - timedelta(days=FAILED_DAYS), own)
