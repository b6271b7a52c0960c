"""The conformance suite of the runtimes and the Kubernetes client's own tests on a real cluster, and what a slipway.yaml becomes there."""

import json
import os
import pathlib
import subprocess

import pytest

from conftest import AWS_CLI, PROGRAM, slipway_yaml
from local_cluster import IMAGE, needs_kubernetes, running_cluster

pytestmark = needs_kubernetes
TESTS = pathlib.Path(PROGRAM).parent / "tests"
QUICK = {"deployment.termination_grace_period_seconds": 1}  # what sleeps is deaf to SIGTERM
SERVER = {"image": IMAGE, "memory": "64MB", "command": ["python3", "-m", "http.server", "8080", "--directory", "/tmp"]}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with running_cluster(tmp_path_factory.mktemp("runtime")) as made:
        made.run("load", IMAGE)
        made.kubectl("get", "nodes")  # writes the kubeconfig
        yield made


def test_services_and_jobs_run_on_kubernetes_as_anywhere(cluster):
    environment = {**cluster.account.client_environment(), "SLIPWAY_TEST_KUBECONFIG": str(cluster.kubeconfig),
                   "SLIPWAY_TEST_IMAGE": IMAGE, "PATH": f"{os.path.dirname(AWS_CLI)}:{os.environ['PATH']}"}
    for program, chosen in (("kube_test", "*"), ("runtime_test", "*ubernetes*")):
        done = subprocess.run([TESTS / program, f"--gtest_filter={chosen}", "--gtest_color=no"], env=environment, text=True,
                              timeout=900, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, done.stdout[-4000:]
        assert "[  SKIPPED ]" not in done.stdout, done.stdout[-4000:]


def test_a_service_becomes_its_objects_and_they_go_with_it(cluster, tmp_path):
    slipway, file = cluster.slipway, tmp_path / "slipway.yaml"
    ready = {"http": {"port": 8080, "path": "/"}, "period": 1}
    db = {**SERVER, "type": "database", "cpu": "100m", "ports": [{"name": "http", "port": 8080}], "readiness": ready, "settings": QUICK}
    app = {"image": IMAGE, "memory": "64MB", "settings": QUICK, "variables": {
        "DB": {"alias": "QOVERY_DATABASE_DB_HOST_INTERNAL"}, "URL": "http://{{DB}}:8080", "KEY": {"file": "/etc/app/key", "value": "s3cret"}}}

    def up(**services):
        file.write_text(slipway_yaml(services, kubernetes="local"))
        slipway.run("up", "--yes", file)

    def get(*what):
        return json.loads(cluster.kubectl("-n", namespace, "get", *what, "-o", "json").stdout)

    def inside(*command):
        return slipway.run("shell", "app", "--", *command).stdout.strip()

    up(db=db, app=app)
    namespace = inside("printenv", "QOVERY_KUBERNETES_NAMESPACE_NAME")
    assert inside("printenv", "DB") == f"db.{namespace}.svc"
    assert inside("printenv", "URL") == f"http://db.{namespace}.svc:8080"
    assert inside("sh", "-c", "echo $KEY; cat $KEY") == "/etc/app/key\ns3cret"
    assert "s3cret" not in json.dumps(get("deployments,replicasets,pods,services,configmaps,events"))
    mine = get("pods", "-l", f"envId={namespace[:9]},qovery.com/service-type=DATABASE")["items"]
    assert [each["metadata"]["labels"]["slipway.io/service"] for each in mine] == ["db"]
    address = get("endpoints", "db")["subsets"][0]["addresses"][0]["ip"]
    assert inside("python3", "-c", f"import urllib.request as u; print(u.urlopen('http://{address}:8080').status)") == "200"
    spec = get("deployment", "db")["spec"]["template"]["spec"]
    assert spec["terminationGracePeriodSeconds"] == 1 and spec["automountServiceAccountToken"] is False
    assert spec["containers"][0]["resources"]["requests"] == {"cpu": "100m", "memory": str(64 << 20)}

    cluster.kubectl("-n", namespace, "create", "service", "clusterip", "theirs", "--tcp=80")
    up(db={key: value for key, value in db.items() if key != "ports"}, app={**app, "variables": {}})
    assert [each["metadata"]["name"] for each in get("services")["items"]] == ["theirs"]
    assert slipway.run("down", "--yes", file).returncode == 0
    assert cluster.kubectl("get", "namespace", namespace, check=False).returncode != 0
