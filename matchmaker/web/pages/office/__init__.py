"""The desk of those who organise."""

from matchmaker.web.pages.office import (
    accounts,
    acting,
    audit,
    doubtful,
    event_calendar,
    event_directed,
    event_list,
    event_list_acts,
    event_list_pairs,
    event_list_print,
    event_outcomes,
    event_people,
    event_roadshow,
    event_timetable,
    event_work,
    figures,
    home,
    imports,
    industries,
    listings,
    people,
    privacy,
    privacy_erasure,
    programs,
    rules,
    work,
)

ROUTERS = tuple(
    module.router
    for module in (
        home,
        event_calendar,
        event_list,
        event_list_acts,
        event_list_pairs,
        event_list_print,
        event_outcomes,
        event_people,
        event_directed,
        event_roadshow,
        event_timetable,
        event_work,
        work,
        listings,
        figures,
        doubtful,
        privacy,
        privacy_erasure,
        rules,
        industries,
        people,
        accounts,
        acting,
        programs,
        audit,
    )
)
# Takes files, and so larger bodies than others.
UPLOADS = (imports.router,)
