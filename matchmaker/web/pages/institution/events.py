"""Events of an institution: its registrations and answers, its wishes, its meetings."""

from matchmaker.web.pages.institution.desk import HOME, AtDesk
from matchmaker.web.pages.own_event_routes import event_routes
from matchmaker.web.pages.own_events import Stand
from models.meeting_enums import Side

router = event_routes(Stand(HOME, Side.INSTITUTION), AtDesk)
