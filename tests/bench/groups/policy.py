"""The policy evaluator beside other evaluators: one thread, CPU time, compiled policies unless the row says otherwise.

The peers come from package registries, into a folder of the cache: npm's @cloud-copilot/iam-simulate and
@cedar-policy/cedar-wasm, moto, and where Go is installed MinIO's package. One that is not there is left out and named.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from report import Row
from servers import PROGRAMS

HERE = pathlib.Path(__file__).resolve().parent.parent / "policy"
CASES = HERE / "cases.jsonl"
# name of ours, what it is, goal in ns, what peers call it
ROWS = [
    ("one", "one Allow on one bucket", 200, "one"),
    ("twenty", "20 statements, only the last allows", 1000, "twenty"),
    ("web_identity", "web-identity trust, StringEquals aud and StringLike sub", 400, "web_identity"),
    ("compile_twenty", "parse and compile the 20 statements", 30_000, "compile_twenty"),
    ("explain_twenty", "the 20 statements with full explanation", 5000, "explain_twenty"),
    ("managed_policies", "all AWS-managed policies: parse, check, compile", 60e6, None),
    ("full_principal", "10 managed policies, boundary, session policy, 3 SCP levels", 3000, None),
]


def run(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, **options)
    for line in done.stderr.splitlines():
        print(f"  {line}", file=sys.stderr)
    return done.stdout if done.returncode == 0 else ""


def ours():
    out = run([PROGRAMS / "policy_bench", "--benchmark_format=json", "--benchmark_min_time=0.5"])
    unit = {"ns": 1, "us": 1e3, "ms": 1e6}
    return {b["name"]: b["cpu_time"] * unit[b["time_unit"]] for b in json.loads(out)["benchmarks"]}


def node_peers(cache):
    """Explaining is what iam-simulate always does: its one answer stands for both rows."""
    folder = cache / "policy-peers"
    if not (folder / "node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel", "error"], cwd=folder)
    shutil.copy(HERE / "peers.mjs", folder)
    results = {}
    for line in run(["node", "peers.mjs", CASES], cwd=folder).splitlines():
        peer, case, nanoseconds, decision = line.split(" ", 3)
        results[peer, case] = float(nanoseconds), decision
        if (peer, case) == ("iam-simulate", "twenty"):
            results[peer, "explain_twenty"] = float(nanoseconds), decision
    return results


def moto_peer():
    lines = run([os.environ.get("SLIPWAY_PYTHON", sys.executable), HERE / "moto_peer.py", CASES]).splitlines()
    return {("moto", case): (float(ns), decision) for case, ns, decision in (line.split() for line in lines)}


def minio_peer():
    if not shutil.which("go"):
        print("  no Go here: MinIO's package is left out", file=sys.stderr)
        return {}
    lines = run(["go", "run", ".", CASES], cwd=HERE / "minio").splitlines()
    return {("MinIO", case): (float(ns), decision) for case, ns, decision in (line.split() for line in lines)}


def time(nanoseconds):
    for unit, size in (("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def row(what, goal, mine, beside, note):
    fastest = min(beside.values(), default=None)
    return Row(what, time(mine), ", ".join(f"{peer} {time(ns)}" for peer, ns in sorted(beside.items(), key=lambda x: x[1])) or "-",
               f"{fastest / mine:.0f} times faster" if fastest else "-", time(goal), mine <= goal, note)


def rows():
    cache = pathlib.Path(os.environ.get("SLIPWAY_CACHE", pathlib.Path.home() / ".cache/slipway"))
    mine = ours()
    peers = {**node_peers(cache), **moto_peer(), **minio_peer()}
    out = []
    for name, what, goal, theirs in ROWS:
        beside = {peer: ns for (peer, case), (ns, _) in peers.items() if case == theirs}
        denied = [peer for (peer, case), (_, decision) in peers.items() if case == theirs and not re.search("allow|permit|true", decision, re.IGNORECASE)]
        wrong = f"{', '.join(denied)} did not allow it" if denied and theirs in ("one", "twenty", "web_identity") else ""
        out.append(row("policy: " + what, goal, mine[name], beside, wrong))
    return out
