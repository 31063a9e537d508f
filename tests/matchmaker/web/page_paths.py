"""Which pages there are."""

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts


def page_paths(app: FastAPI) -> set[str]:
    """Return the paths of all that is no part of the interface for programs and can be opened."""
    return {
        str(context.path)
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute)
        and not context.original_route.include_in_schema
        and "GET" in (context.methods or ())
        and not str(context.path).startswith("/api/")
    }
