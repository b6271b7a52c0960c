"""`slipway up` of the example on a warm machine (account running, image built), beside the container's own start."""

import json
import os
import statistics
import subprocess
import sys
import time

from report import Row
from servers import PROGRAM, ROOT, slipway

GOAL_MS = 300
RUNS = 7
FILE = ROOT / "examples" / "s3-reader" / "slipway.yaml"
NAME = "slipway-bench-plain"


def timed_ms(command, **more):
    begun = time.perf_counter()
    done = subprocess.run(command, text=True, capture_output=True, **more)
    taken = (time.perf_counter() - begun) * 1000
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return taken


def podman(*arguments):
    return subprocess.run(["podman", *arguments], text=True, capture_output=True, check=True).stdout


def plain_start_ms(home):
    """The command that `up` ran, run again under another name: the container's own start."""
    names = podman("ps", "--filter", f"label=slipway.state={home}/runtime", "--format", "{{.Names}}").split()
    container = json.loads(podman("container", "inspect", names[0]))[0]
    command = container["Config"]["CreateCommand"]
    command[command.index("--name") + 1] = NAME
    labels = [i for i, word in enumerate(command) if word == "--label"]
    for i in reversed(labels):  # or Slipway would take it for its own
        del command[i:i + 2]
    try:
        return timed_ms(command, input="\n".join(container["Config"]["Env"]) + "\n")
    finally:
        podman("rm", "--force", "--ignore", "--time", "0", NAME)


def rows():
    runtime = os.environ.get("SLIPWAY_RUNTIME", "podman")
    with slipway() as server:
        home = server.environment["SLIPWAY_HOME"]
        path = os.path.dirname(sys.executable) + ":" + os.environ["PATH"]  # the process runtime's AWS CLI
        environment = {**server.environment, "SLIPWAY_RUNTIME": runtime, "PATH": path}
        ups, starts = [], []
        for _ in range(RUNS):
            try:
                ups.append(timed_ms([PROGRAM, "up", "--yes", FILE], env=environment))
                starts.append(plain_start_ms(home) if runtime == "podman" else 0.0)
            finally:
                timed_ms([PROGRAM, "down", "--yes", FILE], env=environment)
    up, start = statistics.median(ups), statistics.median(starts)
    own = up - start
    return [Row("slipway up of examples/s3-reader, less the container's start", f"{own:.0f} ms",
                f"podman run: {start:.0f} ms", f"{up / start:.1f} times in all" if start else "", f"{GOAL_MS} ms", own <= GOAL_MS,
                f"medians of {RUNS} runs; up took {up:.0f} ms in all; 200 ms of it wait to see that the container stays up")]
