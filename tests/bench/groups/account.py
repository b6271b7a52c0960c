"""The account itself: how soon it answers, and what it holds in memory after 10,000 calls."""

import operations
from report import Row
from servers import enforce_iam, make_moto, make_slipway, make_user, moto, slipway, temporary_folder

GOAL_START_MS = 50
GOAL_RESIDENT_MIB = 40
CALLS = 10_000
STARTS = 7


def start_ms(server):
    try:
        return server.start() * 1000
    finally:
        server.stop()


def starts():
    """Best of some starts: on a new data directory, and on the same one again."""
    first, again = [], []
    for _ in range(STARTS):
        with temporary_folder() as home:
            first.append(start_ms(make_slipway(home)))
            again.append(start_ms(make_slipway(home)))
    return min(first), min(again)


def resident_mib(server):
    """After a quarter of the calls of each operation; the server runs with IAM enforced."""
    operations.make_objects(server)
    for operation in operations.OPERATIONS.values():
        operation(server, calls=CALLS // len(operations.OPERATIONS), seconds=600)
    return server.resident_mib()


def start_row(what, ours, peer):
    return Row(what, f"{ours:.0f} ms", f"moto_server: {peer:.0f} ms", f"{peer / ours:.0f} times sooner", f"{GOAL_START_MS} ms",
               ours <= GOAL_START_MS)


def rows():
    first, again = starts()
    moto_start = min(start_ms(make_moto()) for _ in range(3))
    with slipway() as server:
        make_user(server)
        ours = resident_mib(server)
    with moto() as server:
        make_user(server)
        enforce_iam(server)
        peer = resident_mib(server)
    return [
        start_row("account: first start to first answer", first, moto_start),
        start_row("account: later start to first answer", again, moto_start),
        Row(f"account: resident memory after {CALLS:,} calls", f"{ours:.0f} MiB", f"moto_server: {peer:.0f} MiB",
            f"{ours / peer:.0%}", f"{GOAL_RESIDENT_MIB} MiB", ours <= GOAL_RESIDENT_MIB,
            "a quarter each of the four operations below"),
    ]
