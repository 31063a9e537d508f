"""An application fit to be run: errors told, requests recorded and limited, health shown."""

from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Lifespan

from matchmaker.settings import KIB, Settings
from matchmaker.web.operations import health, metrics_page
from matchmaker.web.operations.answers import install_answers
from matchmaker.web.operations.body_limit import TellTooLarge
from matchmaker.web.operations.database_errors import install_database_answers
from matchmaker.web.operations.metrics import Metrics
from matchmaker.web.operations.operation_names import with_own_names
from matchmaker.web.operations.requests import RequestRecords, RouteNames
from matchmaker.web.operations.schema import with_own_errors
from matchmaker.web.operations.sign_in_schema import with_sign_in
from matchmaker.web.operations.time_limit import TimeLimit


class ServiceApp(FastAPI):
    """FastAPI with operations round it; a router that takes larger bodies says max_body_size.

    FastAPI's own documentation pages are off: they fetch their scripts from outside hosts.
    """

    def __init__(self, settings: Settings, lifespan: "Lifespan[FastAPI]") -> None:
        super().__init__(
            title="专利供需匹配",
            docs_url=None,
            redoc_url=None,
            lifespan=lifespan,
            max_body_size=settings.max_body_kb * KIB,
        )
        self.state.settings = settings
        self.state.metrics = Metrics()
        self._longer: dict[str, float] = {}
        install_answers(self)
        install_database_answers(self)
        self.include_router(health.router)
        self.include_router(metrics_page.router)

    def allow_seconds(self, prefix: str, seconds: float) -> None:
        """Let requests whose path begins so take longer than others until they are answered."""
        self._longer[prefix] = seconds

    def build_middleware_stack(self) -> ASGIApp:
        """Return the application as it is called: outside of FastAPI's own answers to errors."""
        metrics: Metrics = self.state.metrics
        inner = TellTooLarge(super().build_middleware_stack())
        limited = TimeLimit(inner, metrics, self.state.settings.request_seconds, self._longer)
        return RequestRecords(limited, metrics, RouteNames(self))

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, with the errors that there really are and how to sign in."""
        if self.openapi_schema is None:
            document = with_own_names(with_own_errors(super().openapi()))
            self.openapi_schema = with_sign_in(document, self.routes)
        return self.openapi_schema
