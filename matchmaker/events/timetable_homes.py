"""In which zone each institution stays for the day, where the way between zones is long.

A timetable in which institutions stay where they are, and only enterprises change zones, is the
best of all only by chance, but nearly so, and found much faster than among all timetables.
"""

from collections import Counter, defaultdict

from matchmaker.events.timetable_board import Board, zones_of
from models.meeting_enums import Side


def homes_of(board: Board) -> dict[int, int]:
    """Return the zone of each institution, by ids; zones are filled as they have tables.

    Those who can meet most choose first, ties by ids: the zone with the most wishes, by weight, of
    the enterprises that are to come to it anyway, then the emptiest one. An institution that has
    a meeting on the board stays in the zone of the first.
    """
    tables = Counter(zones_of(board.hall))
    partners: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for wish in board.open_wishes():
        if board.seats(wish):
            partners[wish.institution_id][wish.enterprise_id] = wish.units
    loads = {
        key: min(board.left(key), board.slots_left(key), len(partners[key[1]]))
        for key in board.parties
        if key[0] is Side.INSTITUTION
    }
    rooms = {zone: sum(loads.values()) * count / tables.total() for zone, count in tables.items()}
    filled: Counter[int] = Counter()
    drawn: dict[int, Counter[int]] = {zone: Counter() for zone in rooms}
    homes = {}
    for key in sorted(loads, key=lambda key: (board.first_zone(key) is None, -loads[key], key)):
        wanted, load = partners[key[1]], loads[key]
        # Half of it may stand over, or a large institution would fit nowhere.
        ranks = {
            zone: (
                filled[zone] + load / 2 > rooms[zone],
                -sum(min(units, drawn[zone][enterprise]) for enterprise, units in wanted.items()),
                filled[zone] / tables[zone],
                zone,
            )
            for zone in rooms
        }
        met_in = board.first_zone(key)
        home = min(ranks, key=ranks.__getitem__) if met_in is None else met_in
        homes[key[1]] = home
        filled[home] += load
        drawn[home].update(wanted)
    return homes
