"""Addresses of other systems: the administrator's alone."""

from tests.matchmaker.web.matrix.rules import ADMIN, Call, Rule, anyone

FORM = {"address": "https://10.20.0.8/hooks", "topics": ["list.published"]}
HERE = "/api/v1/webhooks"

RULES: dict[str, Rule] = {
    "list_webhooks": anyone(lambda w, s: Call("GET", HERE), {ADMIN}),
    "allow_webhook": anyone(lambda w, s: Call("POST", HERE, FORM), {ADMIN}),
    "get_webhook": anyone(lambda w, s: Call("GET", f"{HERE}/{w.webhook}"), {ADMIN}),
    "change_webhook": anyone(lambda w, s: Call("PUT", f"{HERE}/{w.webhook}", FORM), {ADMIN}),
    "delete_webhook": anyone(lambda w, s: Call("DELETE", f"{HERE}/{w.webhook}"), {ADMIN}),
    "pause_webhook": anyone(
        lambda w, s: Call("POST", f"{HERE}/{w.webhook}/pause", {"reason": "检修"}), {ADMIN}
    ),
    # It is active, which only those hear who might resume it.
    "resume_webhook": anyone(lambda w, s: Call("POST", f"{HERE}/{w.webhook}/resume"), {ADMIN}, 409),
    "renew_webhook_secret": anyone(
        lambda w, s: Call("POST", f"{HERE}/{w.webhook}/secret"), {ADMIN}
    ),
    "test_webhook": anyone(lambda w, s: Call("POST", f"{HERE}/{w.webhook}/test"), {ADMIN}),
    "list_webhook_deliveries": anyone(
        lambda w, s: Call("GET", f"{HERE}/{w.webhook}/deliveries"), {ADMIN}
    ),
    # It still waits.
    "resend_webhook_delivery": anyone(
        lambda w, s: Call("POST", f"{HERE}/{w.webhook}/deliveries/{w.delivery}/resend"),
        {ADMIN},
        409,
    ),
}
