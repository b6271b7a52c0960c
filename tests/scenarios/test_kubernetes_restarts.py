"""What ends or changes under running services and under a deployment: API server, kubelet, account, keys, the cluster itself."""

import base64
import json
import os
import pathlib
import signal
import subprocess

import pytest

from conftest import PROGRAM, fails, free_port, wait_until
from local_cluster import IMAGE, needs_kubernetes, running_cluster
from test_kubernetes_faults import App

pytestmark = needs_kubernetes


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """On a cluster of its own: what is killed here is nobody else's."""
    with running_cluster(tmp_path_factory.mktemp("restarts")) as cluster:
        cluster.run("load", IMAGE)
        made = App(cluster, tmp_path_factory.mktemp("app"))
        yield made
        made.slipway.run("down", "--yes", made.file)


def program(cluster, name):
    return next(each for each in cluster.status()["programs"] if each["name"] == name)


def kill_program(cluster, name):
    """Which is started again by the supervisor."""
    namespace = cluster.process_namespace()
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            mine = os.readlink(process / "ns/pid") == namespace and (process / "comm").read_text().strip() == name[:15]
        except OSError:
            continue  # it ended just now
        if mine:
            os.kill(int(process.name), signal.SIGKILL)


@pytest.mark.parametrize("name", ["kube-apiserver", "kubelet"])
def test_killed_in_the_middle_of_a_deployment(app, name):
    restarts = program(app.cluster, name)["restarts"]
    app.write(instances=3)
    process = subprocess.Popen([PROGRAM, "up", "--yes", str(app.file)], env=app.slipway.environment, text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    told = ""
    for line in process.stdout:
        told += line
        if "waiting for a node" in line or "creating its container" in line:
            break
    kill_program(app.cluster, name)
    told += process.communicate(timeout=110)[0]
    assert process.returncode == 0, told
    wait_until(lambda: program(app.cluster, name)["restarts"] > restarts, f"{name} was not killed")
    assert "3 of 3 running" in app.slipway.run("status").stdout
    app.up()
    app.is_healthy()


def test_kubelet_is_killed_when_a_job_ends(app):
    job = {"type": "lifecycle_job", "image": IMAGE, "memory": "32MB", "on_start": {"entrypoint": ["sh", "-c"], "arguments": [
        "echo '{\"url\": {\"value\": \"http://a\"}}' > /qovery-output/qovery-output.json; echo written"]}}
    app.write(variables={"URL": {"alias": "QOVERY_OUTPUT_JOB_SETUP_URL"}}, beside={"setup": job})
    restarts = program(app.cluster, "kubelet")["restarts"]
    process = subprocess.Popen([PROGRAM, "up", "--yes", str(app.file)], env=app.slipway.environment, text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    told = next(line for line in process.stdout if "setup | written" in line)
    kill_program(app.cluster, "kubelet")
    told += process.communicate(timeout=170)[0]
    wait_until(lambda: program(app.cluster, "kubelet")["restarts"] > restarts, "it was not killed")
    if process.returncode != 0:
        assert "its start event failed: its outputs, if it left any, could not be read" in told
        app.slipway.run("up", "--yes", app.file)
    assert app.inside("printenv", "URL").stdout == "http://a\n", told
    app.up()


def test_the_account_is_killed_while_pods_hold_tokens(app):
    account = app.cluster.account
    pod = app.kubectl("get", "pods", "-o", "name").stdout
    account.kill()
    namespaced = app.inside("true")
    assert namespaced.returncode == 1 and "no embedded account is served" in namespaced.stderr
    account.start()
    app.is_healthy()  # with the token of before
    account.kill()
    told = app.up()  # on the port where its pods look for it
    assert f"no embedded account answered, so one was started on {account.endpoint}" in told
    app.is_healthy()
    assert app.kubectl("get", "pods", "-o", "name").stdout == pod
    app.slipway.run("account", "stop")
    account.start()


def test_the_account_is_on_another_port(app):
    account, started = app.cluster.account, program(app.cluster, "kube-apiserver")["since_ms"]
    account.stop()
    account.port = free_port()
    account.start()
    # Until the supervisor has seen it, the API server calls the webhook at the port of before.
    wait_until(lambda: program(app.cluster, "kube-apiserver")["since_ms"] != started, "the API server does not start anew", 30)
    assert "~ service app" in app.up()
    assert f"AWS_ENDPOINT_URL={app.cluster.pod_endpoint()}\n" in app.inside("env").stdout
    app.is_healthy()


def test_the_issuer_gets_a_new_key(app):
    def key_of(pod):
        token = app.kubectl("exec", pod, "--", "cat", "/var/run/secrets/eks.amazonaws.com/serviceaccount/token").stdout
        return json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))["kid"]
    before = app.kubectl("get", "pods", "-o", "name").stdout.strip()
    old, started = key_of(before), program(app.cluster, "kube-apiserver")["since_ms"]
    app.cluster.run("rotate")
    wait_until(lambda: program(app.cluster, "kube-apiserver")["since_ms"] != started, "the API server does not start anew", 30)
    app.up(instances=2)
    pods = app.kubectl("get", "pods", "-o", "name").stdout.split()
    new = next(each for each in pods if each != before)
    assert key_of(before) == old != key_of(new)
    for each in pods:
        app.kubectl("exec", each, "--", "aws", "s3", "ls")  # STS knows the keys of both
    assert app.doctor().returncode == 0
    app.up()


def test_the_cluster_is_gone(app):
    app.cluster.kill_supervisor()
    fails(app.slipway, app.file, "cluster `dev` could not", "Connection refused", "`slipway cluster start dev`")
    found = app.doctor()
    assert found.returncode == 1
    assert "FAIL  cluster" in found.stdout and "`slipway cluster start dev`" in found.stdout
    assert "skip  service account            the cluster's API does not answer" in found.stdout
    assert "slipway cluster start dev" in app.inside("true").stderr
    app.cluster.run("stop")
    fails(app.slipway, app.file, "no Kubernetes runs behind cluster `dev`", "`slipway cluster start dev`")
    app.cluster.start()
    app.up()
    # The API server knows the pods of before, until the kubelet has made them anew.
    wait_until(lambda: app.inside("true").returncode == 0, "its pods do not come back", 60)
    app.is_healthy()
