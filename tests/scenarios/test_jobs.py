"""Lifecycle jobs, stages and clones through the program: the first seed's order of things, where no Kubernetes is."""

import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess

from conftest import PROGRAM, READER, slipway_yaml, wait_until

SCRIPT = """
set -e
echo "-> $1 in $QOVERY_KUBERNETES_NAMESPACE_NAME, region $AWS_DEFAULT_REGION"
if [ "$1" = start ]; then echo '{"bucket": {"value": "reports"}}' > "$SLIPWAY_OUTPUT_FOLDER/qovery-output.json"; fi
"""


def event(name):
    return {"entrypoint": ["sh", "-c", SCRIPT, "job"], "arguments": [name]}


JOB = {"type": "lifecycle_job", "image": "slipway/aws-cli", "memory": "64MB",
       "on_start": event("start"), "on_stop": event("stop"), "on_delete": event("delete"),
       "variables": {"AWS_DEFAULT_REGION": {"alias": "QOVERY_CLOUD_PROVIDER_REGION"},
                     "PASSWORD": {"environment": "PASSWORD_OF_THE_JOB"}}}
SHARED = {**READER, "aws": {**READER["aws"], "scope": "cluster"},
          "variables": {"BUCKET": {"alias": "QOVERY_OUTPUT_JOB_SETUP_BUCKET"}}}


def test_a_job_prepares_what_a_service_needs(slipway, account, services, tmp_path):
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"reader": SHARED, "setup": JOB}))
    refused = slipway.run("up", "--yes", file, check=False)
    assert refused.returncode == 64 and "this shell has no variable `PASSWORD_OF_THE_JOB`" in refused.stderr
    slipway.environment["PASSWORD_OF_THE_JOB"] = "hunter-two"

    told = slipway.run("up", "--yes", file)
    assert "hunter-two" not in told.stdout + told.stderr
    assert "setup | -> start in z" in told.stderr and "region eu-west-3" in told.stderr
    assert slipway.run("shell", "reader", "--", "printenv", "BUCKET").stdout == "reports\n"
    assert slipway.run("logs", "setup").stdout.startswith("==> start event <==\n-> start in z")
    again = slipway.run("up", "--yes", file)
    assert "->" not in again.stderr, "a job that has run well does not run again"
    slipway.run("job", "setup", "stop")

    def logged():
        return [line.split()[1] for line in slipway.run("logs", "setup").stdout.splitlines() if line.startswith("==>")]
    assert logged() == ["start", "stop"]
    assert "-> start" in slipway.run("job", "setup", "start").stderr
    assert logged() == ["stop", "start"], "the oldest first"

    slipway.run("clone", "tutorial/production", "staging", "--yes")
    spaces = slipway.run("shell", "production/reader", "--", "printenv", "QOVERY_KUBERNETES_NAMESPACE_NAME").stdout, \
        slipway.run("shell", "staging/reader", "--", "printenv", "QOVERY_KUBERNETES_NAMESPACE_NAME").stdout
    assert spaces[0] != spaces[1] and spaces[1].endswith("-staging\n")
    assert "assumed-role" in slipway.run("shell", "staging/reader", "--", "aws", "sts", "get-caller-identity").stdout
    assert "-> stop" in slipway.run("stop", "staging").stderr
    gone = slipway.run("shell", "staging/reader", check=False)
    assert gone.returncode == 1 and "no instance of `reader` runs" in gone.stderr
    assert "-> delete" in slipway.run("down", "--environment", "staging", "--yes").stderr

    assert "-> delete" in slipway.run("down", "--yes", file).stderr
    left = [path for path in slipway.home.rglob("*") if path.is_file() and "hunter-two" in path.read_text("latin-1")]
    assert not left


def test_what_a_job_prints_is_shown_while_it_runs(slipway, account, services, tmp_path):
    file = tmp_path / "slipway.yaml"
    slow = {**JOB, "variables": {}, "on_start": {"entrypoint": ["sh", "-c"], "arguments": ["echo begun; sleep 2; echo done"]}}
    file.write_text(slipway_yaml({"setup": slow}))
    with subprocess.Popen([PROGRAM, "up", "--yes", file], env=slipway.environment, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as up:
        for line in up.stderr:
            if "setup | begun" in line:
                break
        assert "done" not in slipway.run("logs", "setup").stdout
        assert "setup | done" in up.stderr.read()
    assert up.returncode == 0
    assert slipway.run("logs", "setup").stdout == "==> start event <==\nbegun\ndone\n"
    slipway.run("down", "--yes", file)


def test_a_job_that_fails_says_why_and_is_tried_again(slipway, account, services, tmp_path):
    file = tmp_path / "slipway.yaml"
    broken = {**JOB, "variables": {}, "max_restarts": 1,
              "on_start": {"entrypoint": ["sh", "-c"], "arguments": ["echo no such database; exit 3"]}}
    file.write_text(slipway_yaml({"reader": READER, "setup": broken}))
    failed = slipway.run("up", "--yes", file, check=False)
    assert failed.returncode == 1
    assert "its start event failed: exit code 3; it printed last: no such database" in failed.stderr
    assert "making service reader" not in failed.stderr, "later stages wait for the jobs"
    assert slipway.run("logs", "setup").stdout == "==> start event <==\n" + "no such database\n" * 2

    file.write_text(slipway_yaml({"reader": READER, "setup": {**JOB, "variables": {}}}))
    slipway.run("up", "--yes", file)
    states = {each["service"]: each for each in json.loads(slipway.run("status", "--json").stdout)["services"]}
    assert states["setup"]["last_event"] == "start" and "trouble" not in states["setup"]
    assert states["reader"]["instances_running"] == 1
    slipway.run("down", "--yes", file)


def watches_of(home):
    """The processes that wait for previews of this home to expire."""
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"expiry-watch" in (entry / "cmdline").read_bytes() and os.fsencode(f"SLIPWAY_HOME={home}") in (entry / "environ").read_bytes():
                yield int(entry.name)


def test_a_preview_that_has_expired_is_removed(slipway, account, services, tmp_path):
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"reader": {**READER, "aws": {**READER["aws"], "scope": "cluster"}}}))
    slipway.run("up", "--yes", file)
    wrong = slipway.run("clone", "production", "pr-7", "--expires", "soon", "--yes", check=False)
    assert wrong.returncode == 64 and "`soon` is no time to live" in wrong.stderr

    state = slipway.home / "environments" / "acme" / "tutorial" / "pr-7.json"

    def clone_and_let_expire(kills_watch):
        slipway.run("clone", "production", "pr-7", "--expires", "24h", "--yes")
        assert re.search(r"expires    in (23 h 59|24 h 0) min .*, with its environment", slipway.run("status").stdout)
        assert slipway.run("down", "--expired", "--yes").stdout == "no environment has expired\n"
        [watch] = watches_of(slipway.home)
        if kills_watch:
            os.kill(watch, signal.SIGKILL)
        kept = json.loads(state.read_text())
        state.write_text(json.dumps({**kept, "expires_s": kept["expires_s"] - 25 * 3600}))

    def is_gone_by_itself():
        wait_until(lambda: not state.exists(), "it stays", seconds=60)
        assert slipway.run("shell", "reader", "--", "true").returncode == 0
        wait_until(lambda: not list(watches_of(slipway.home)), "the watch has nothing left to do, and stays")
        assert "nothing is left" in (slipway.home / "expiry.log").read_text()
        (slipway.home / "expiry.log").unlink()

    clone_and_let_expire(kills_watch=False)
    is_gone_by_itself()
    clone_and_let_expire(kills_watch=True)
    assert "nothing is left" in slipway.run("down", "--expired", "--yes").stdout
    clone_and_let_expire(kills_watch=True)
    assert "tutorial/pr-7 expired 1 h 0 min ago; `slipway down --expired` removes it" in slipway.run("up", "--yes", file).stderr
    is_gone_by_itself()
    slipway.run("down", "--yes", file)


def test_a_clone_is_refused_before_a_role_fails_in_it(slipway, account, services, tmp_path):
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"reader": READER}))
    slipway.run("up", "--yes", file)
    refused = slipway.run("clone", "production", "staging", "--yes", check=False)
    assert refused.returncode == 1
    assert "set `scope: cluster`" in refused.stderr
    assert "staging" not in slipway.run("status").stdout
    slipway.run("down", "--yes", file)
