"""A whole cluster from its file, on the account over TCP with instant states; its rehearsal; the size of its permissions.

Terraform, beside which it is to be measured, is not installed by `./dev`: where it is on the machine, it is measured by
hand (docs/benchmarks.md says when). `--prove` of the largest file plays a life for each permission, which takes minutes.
"""

import json
import os
import subprocess
import sys
import time

from report import Row
from servers import PROGRAM, ROOT, slipway, temporary_folder

FILES = ROOT / "examples" / "clusters"
ACCOUNT = "111122223333"


class Cluster:
    def __init__(self, server, folder):
        path = os.path.dirname(sys.executable) + ":" + os.environ["PATH"]
        self.environment = {**server.environment, "SLIPWAY_RUNTIME": "process", "PATH": path}
        self.file = folder / "slipway.yaml"
        text = (FILES / "seed.yaml").read_text()
        self.file.write_text(text.replace("    account: embedded\n", "    account: embedded\n    protect: false\n"))

    def run(self, *arguments):
        """The seconds, and the calls that the account answered meanwhile, of which it keeps a thousand."""
        before = self.calls()
        begun = time.perf_counter()
        done = subprocess.run([PROGRAM, *arguments, self.file], env=self.environment, text=True, capture_output=True)
        seconds = time.perf_counter() - begun
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr.strip()}")
        return seconds, len(self.calls() - before)

    def calls(self):
        out = subprocess.run([PROGRAM, "account", "calls", "--json"], env=self.environment, text=True, capture_output=True, check=True)
        return {json.loads(line)["id"] for line in out.stdout.splitlines()}


def timed(command):
    begun = time.perf_counter()
    out = subprocess.run(command, text=True, capture_output=True, check=True).stdout
    return time.perf_counter() - begun, out


def lives():
    with temporary_folder() as folder, slipway() as server:
        cluster = Cluster(server, folder)
        return {name: cluster.run(*command) for name, command in {
            "plan": ["plan"], "up": ["up", "--yes"], "second plan": ["plan"], "drift": ["drift"], "down": ["down", "--yes"]}.items()}


def permissions(name):
    out = timed([PROGRAM, "permissions", "--json", "--account", ACCOUNT, FILES / name])[1]
    found = json.loads(out)["clusters"][0]
    actions = {grant["action"] for grant in found["grants"]}
    wide = {grant["action"] for grant in found["grants"] if grant["resource"] == "*"}
    sizes = [document["characters"] for document in found["documents"]]
    return actions, wide, sizes


def rows():
    found = lives()
    rehearsed, _ = timed([PROGRAM, "rehearse", "--account", ACCOUNT, FILES / "seed.yaml"])
    actions, wide, sizes = permissions("everything.yaml")
    starred = sum("*" in action for action in actions)
    beside = "Terraform: not on this machine"
    table = [Row(f"seed.yaml over TCP: {name}", f"{seconds:.2f} s", beside, "", goal, None, f"{calls} calls")
             for (name, (seconds, calls)), goal in zip(found.items(), ("50 times", "20 times", "50 times", "", "20 times"))
             if name != "drift"]
    seconds, calls = found["drift"]
    return table + [
        Row("drift of a cluster, in calls", f"{calls}", "", "", "40", calls <= 40, f"{seconds:.2f} s: a thousand of them one after the other {seconds * 1000 / 60:.0f} minutes"),
        Row("rehearse seed.yaml: six lives, five of them under what was derived", f"{rehearsed:.1f} s", "", "", "1.6 s", rehearsed <= 1.6),
        Row("permissions of everything.yaml: actions", f"{len(actions)}", "", "", "under 200", len(actions) < 200),
        Row("permissions of everything.yaml: actions with a wildcard", f"{starred}", "Qovery: 17", "", "0", starred == 0),
        Row("permissions of everything.yaml: documents", f"{len(sizes)}", "", "", "10", len(sizes) <= 10,
            f"{sum(sizes)} characters; {len(wide)} actions are on `*`, each with a reason"),
    ]
