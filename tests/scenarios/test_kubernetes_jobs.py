"""Jobs on a real Kubernetes: by a schedule, with a role, out of turn; and from an image without a shell."""

import json
import subprocess

import pytest

from conftest import READER, fails, slipway_yaml, wait_until
from local_cluster import IMAGE, needs_kubernetes, running_cluster

pytestmark = needs_kubernetes
BARE = "slipway-test/bare"
ROLE = {**READER["aws"], "scope": "cluster"}
REPORT = {"type": "cron_job", "image": IMAGE, "memory": "128MB", "schedule": "* * * * *",
          "entrypoint": ["sh", "-c"], "arguments": ["echo of $QOVERY_SERVICE_TYPE; aws s3 ls"], "aws": ROLE,
          "settings": {"cronjob.success_jobs_history_limit": 2}}


def load_bare_image(cluster, folder):
    """An image with one program in it, and no shell."""
    (folder / "hello.c").write_text('#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n')
    subprocess.run(["gcc", "-static", "-o", folder / "hello", folder / "hello.c"], check=True)
    subprocess.run(["tar", "--create", "--directory", folder, "--file", folder / "bare.tar", "hello"], check=True)
    subprocess.run(["podman", "import", "--quiet", "--change", 'ENTRYPOINT ["/hello"]', folder / "bare.tar", f"localhost/{BARE}"],
                   check=True, stdout=subprocess.DEVNULL)
    cluster.run("load", BARE)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with running_cluster(tmp_path_factory.mktemp("jobs")) as made:
        made.run("load", IMAGE)
        yield made


def test_a_cron_job_has_its_role_and_runs_when_it_is_due(cluster, tmp_path):
    slipway = cluster.slipway
    cluster.account.aws("s3", "mb", "s3://reports-of-today")
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"report": REPORT}, kubernetes="local"))
    slipway.run("up", "--yes", file)
    assert "= cron job report" in slipway.run("up", "--yes", file).stdout
    slipway.run("doctor", "report")  # exit code 1 if a link of the chain fails

    told = slipway.run("job", "report").stderr
    assert "report | of JOB" in told and "reports-of-today" in told
    assert slipway.run("job", "report", "start", check=False).returncode == 64

    def status():
        return next(each for each in json.loads(slipway.run("status", "--json").stdout)["services"] if each["service"] == "report")

    assert (status()["schedule"], status()["timezone"]) == ("* * * * *", "Etc/UTC") and status()["next_run"]
    wait_until(lambda: "last_run" in status() and not status()["instances_running"], "it does not run", seconds=120)
    assert "trouble" not in status()
    assert "succeeded" in slipway.run("status").stdout
    assert slipway.run("logs", "report").stdout.count("of JOB") >= 2, "the run out of turn, and one that was due"

    slipway.run("clone", "production", "staging", "--yes")
    jobs = json.loads(cluster.kubectl("get", "cronjobs", "--all-namespaces", "-o", "json").stdout)["items"]
    assert len(jobs) == 2 and all(job["spec"]["concurrencyPolicy"] == "Forbid" for job in jobs)
    slipway.run("down", "--environment", "staging", "--yes")
    slipway.run("stop", "production")
    assert cluster.kubectl("get", "cronjobs,jobs,pods,secrets", "--all-namespaces", "-l", "slipway.io/runs", "-o", "name").stdout == ""
    assert "  schedule   * * * * * Etc/UTC, stopped, kubernetes\n" in slipway.run("status").stdout
    assert "+ cron job report" in slipway.run("up", "--yes", file).stdout
    slipway.run("down", "--yes", file)
    names = cluster.kubectl("get", "namespaces", "-o", "name").stdout.split()
    assert not [name for name in names if name.startswith("namespace/z")]


def test_a_job_without_a_shell_runs_and_its_outputs_are_told_to_be_unread(cluster, tmp_path):
    load_bare_image(cluster, tmp_path)
    file = tmp_path / "slipway.yaml"
    job = {"type": "lifecycle_job", "image": BARE, "memory": "32MB", "on_start": {}}
    file.write_text(slipway_yaml({"hello": job}, kubernetes="local"))
    told = cluster.slipway.run("up", "--yes", file).stderr
    assert "hello | hello\n" in told
    assert "its outputs, if it left any, were not read: on Kubernetes that takes a `/bin/sh` in its image" in told
    cluster.slipway.run("down", "--yes", file)


def test_an_unknown_time_zone_is_refused(cluster, tmp_path):
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"report": {**REPORT, "timezone": "Mars/Olympus"}}, kubernetes="local"))
    refused = cluster.slipway.run("up", "--yes", file, check=False)
    assert refused.returncode != 0 and "Mars/Olympus" in refused.stderr
    cluster.slipway.run("down", "--yes", file)


def test_a_cron_job_of_somebody_else_is_left_alone(cluster, tmp_path):
    file = tmp_path / "slipway.yaml"
    file.write_text(slipway_yaml({"other": REPORT}, kubernetes="local"))
    cluster.slipway.run("up", "--yes", file)
    namespace = json.loads(cluster.slipway.run("status", "--json").stdout)["services"][0]["namespace"]
    foreign = ("get", "cronjob", "report", "-n", namespace, "-o", "jsonpath={.metadata.resourceVersion}")
    cluster.kubectl("create", "cronjob", "report", "-n", namespace, "--schedule=0 0 1 1 *", f"--image={IMAGE}", "--", "true")
    before = cluster.kubectl(*foreign).stdout
    file.write_text(slipway_yaml({"other": REPORT, "report": REPORT}, kubernetes="local"))
    fails(cluster.slipway, file, "`report`", "Slipway")
    assert cluster.kubectl(*foreign).stdout == before
    told = cluster.slipway.run("down", "--yes", file).stdout
    assert f"! not made by Slipway, and goes with namespace {namespace}: CronJob report\n" in told
