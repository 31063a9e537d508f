"""/metrics, for those addresses alone that the settings name."""

from ipaddress import IPv6Address, ip_address

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from starlette.exceptions import HTTPException

from matchmaker.settings import Settings

# Who comes by way of a proxy is nobody whom the settings name, whatever address he gives.
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def show_metrics(request: Request) -> Response:
    """Return all series; to everyone else it is an address that does not exist."""
    state = request.app.state
    if not _may_see(request, state.settings):
        raise HTTPException(404)
    state.metrics.note_desk(state.desk_keeper.version)
    text = state.metrics.write(state.engine, state.settings)
    return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_see(request: Request, settings: Settings) -> bool:
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in settings.metrics_networks)
