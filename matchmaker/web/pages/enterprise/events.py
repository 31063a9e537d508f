"""Events of a firm: its registrations and answers, its wishes, its meetings."""

from matchmaker.web.pages.enterprise.desk import HOME, FirmMay
from matchmaker.web.pages.own_event_routes import event_routes
from matchmaker.web.pages.own_events import Stand
from models.meeting_enums import Side

router = event_routes(Stand(HOME, Side.ENTERPRISE), FirmMay)
