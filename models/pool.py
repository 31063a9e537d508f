"""How the connections of a server are kept and limited."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pool:
    """How many connections are kept for requests, and how long one may take; all in seconds.

    size: connections that stay open; overflow: those opened beside them under load; wait: for a
    free one; recycle: age at which one is replaced; connect: until the server has answered;
    statement: for one statement; idle: for a transaction in which nothing happens. The last three
    hold on PostgreSQL alone, 0 sets no limit.
    """

    size: int
    overflow: int
    wait: int
    recycle: int
    connect: int
    statement: int
    idle: int
