"""The conformance suite of the runtimes, and the Kubernetes client's own tests, on a real cluster."""

import os
import pathlib
import subprocess

from conftest import AWS_CLI, PROGRAM
from local_cluster import IMAGE, needs_kubernetes, running_cluster

pytestmark = needs_kubernetes
TESTS = pathlib.Path(PROGRAM).parent / "tests"


def test_services_and_jobs_run_on_kubernetes_as_anywhere(tmp_path):
    with running_cluster(tmp_path) as cluster:
        cluster.run("load", IMAGE)
        cluster.kubectl("get", "nodes")  # writes the kubeconfig
        environment = {**cluster.account.client_environment(), "SLIPWAY_TEST_KUBECONFIG": str(cluster.kubeconfig),
                       "SLIPWAY_TEST_IMAGE": IMAGE, "PATH": f"{os.path.dirname(AWS_CLI)}:{os.environ['PATH']}"}
        for program, chosen in (("kube_test", "*"), ("runtime_test", "*ubernetes*")):
            done = subprocess.run([TESTS / program, f"--gtest_filter={chosen}", "--gtest_color=no"], env=environment, text=True,
                                  timeout=900, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            assert done.returncode == 0, done.stdout[-4000:]
            assert "[  SKIPPED ]" not in done.stdout, done.stdout[-4000:]
