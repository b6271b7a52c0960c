"""Calls per second over 8 keep-alive connections, as an IAM user with a policy: signatures and IAM on."""

import operations
from report import Row
from servers import enforce_iam, make_user, moto, slipway

GOAL = 50
SECONDS = 3
RUNS = 3
MOST_CALLS = 100_000  # in one run; their requests are made before it


def best(server, operation, calls):
    tallies = [operation(server, calls=calls, seconds=SECONDS) for _ in range(RUNS)]
    return max(tallies, key=lambda tally: tally["per_second"])


def row(name, ours, peer):
    ratio = ours["per_second"] / peer["per_second"]
    note = (f"in cores: server {ours['server_cpu']:.2f}, load generator {ours['load_cpu']:.2f}; answers within "
            f"{ours['p50_ms']:.2f} ms (half of them) and {ours['p99_ms']:.1f} ms (99 %); moto_server took {peer['server_cpu']:.2f} "
            f"cores, its load generator {peer['load_cpu']:.2f}")
    if peer["connections"] > 8:
        note += ", and closed each connection after one answer"
    if peer["failures"]:
        note += f", and failed {peer['failures']} of {peer['calls']} calls with 500"
    return Row(f"{name} per second", f"{ours['per_second']:,.0f}", f"moto_server: {peer['per_second']:,.0f}", f"{ratio:.0f} times",
               f"{GOAL} times", ratio >= GOAL, note)


def rows():
    result = []
    with slipway() as ours, moto() as peer:
        for server in (ours, peer):
            make_user(server)
        enforce_iam(peer)
        for server in (ours, peer):
            operations.make_objects(server)
        for name, operation in operations.OPERATIONS.items():
            result.append(row(name, best(ours, operation, MOST_CALLS), best(peer, operation, MOST_CALLS // 10)))
    return result
