"""What routes ask for: settings, the moment, and a session that lives as long as the request."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from matchmaker.settings import Settings
from models.session import make_session


def get_settings(request: Request) -> Settings:
    """Return the settings of the application."""
    settings: Settings = request.app.state.settings
    return settings


def get_session(request: Request) -> Iterator[Session]:
    """Yield a session; what a route does not commit is rolled back."""
    with make_session(request.app.state.engine) as session:
        yield session


def get_now(request: Request) -> datetime:
    """Return this moment in China."""
    moment: datetime = request.app.state.clock()
    return moment


SettingsDep = Annotated[Settings, Depends(get_settings)]
SessionDep = Annotated[Session, Depends(get_session)]
NowDep = Annotated[datetime, Depends(get_now)]
