"""What is done by itself: a run of ours has failed, and there is a reminder."""

from tests.matchmaker.web.matrix.campaign_world import FAILED
from tests.matchmaker.web.matrix.rules import ADMIN, OFFICE, PROVINCE, Call, Rule, anyone

RULES: dict[str, Rule] = {
    "list_scheduled_runs": anyone(lambda w, s: Call("GET", "/api/v1/schedule/runs"), OFFICE),
    "retry_run": anyone(
        lambda w, s: Call("POST", "/api/v1/schedule/retries", {"key": FAILED}), {ADMIN, PROVINCE}
    ),
    "list_reminders": anyone(lambda w, s: Call("GET", "/api/v1/schedule/reminders"), OFFICE),
    "see_reminder": anyone(
        lambda w, s: Call("POST", f"/api/v1/schedule/reminders/{w.campaign.reminder}/seen"),
        {ADMIN, PROVINCE},
    ),
}
