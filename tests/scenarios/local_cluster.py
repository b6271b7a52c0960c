"""A real Kubernetes of this machine behind an account's EKS cluster, for the scenarios that need one."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.parse

import pytest

from conftest import AWS_CLI, Account, Slipway, clean_environment, wait_until

CANNOT = os.environ.get("SLIPWAY_NO_KUBERNETES", "")  # why the machine cannot run one, as ./dev found out
needs_kubernetes = pytest.mark.skipif(bool(CANNOT), reason=f"no Kubernetes cluster is tested: {CANNOT}")
PROGRAMS = pathlib.Path(os.environ.get("SLIPWAY_KUBERNETES", pathlib.Path.home() / ".cache/slipway/kubernetes"))
KUBECTL = str(PROGRAMS / "bin" / "kubectl")
IMAGE = "slipway/aws-cli"


class LocalCluster:
    """A cluster of an account, seen by kubectl as `aws eks update-kubeconfig` sets it up."""

    def __init__(self, account, name, folder):
        self.account, self.slipway, self.name = account, account.slipway, name
        self.kubeconfig = folder / f"{name}.kubeconfig"

    @property
    def folder(self):
        return next((self.slipway.home / "kubernetes").glob(f"*/*/{self.name}"))

    def run(self, command, *arguments, **more):
        return self.slipway.run("cluster", command, self.name, *arguments, **more)

    def start(self):
        return self.run("start").stdout

    def status(self):
        return json.loads(self.run("status", "--json", check=False).stdout)

    def describe(self):
        return self.account.aws("eks", "describe-cluster", "--name", self.name)["cluster"]

    def kubectl(self, *arguments, check=True, given=None):
        assert self.status()["phase"] == "ready"  # else its address is not this machine's
        environment = {**self.account.client_environment(), "KUBECONFIG": str(self.kubeconfig),
                       "PATH": f"{os.path.dirname(AWS_CLI)}:{os.environ['PATH']}"}
        if not self.kubeconfig.exists():
            subprocess.run([AWS_CLI, "eks", "update-kubeconfig", "--name", self.name], env=environment, check=True,
                           stdout=subprocess.DEVNULL)
        return run_kubectl(arguments, environment, check, given)

    def as_administrator(self, *arguments, check=True, given=None):
        """kubectl with the certificate of the cluster's own administrator: without the account, and sooner."""
        pki = self.folder / "pki"
        entrance = (f"--server={self.status()['endpoint']}", f"--certificate-authority={pki}/ca.pem",
                    f"--client-certificate={pki}/admin.pem", f"--client-key={pki}/admin-key.pem")
        return run_kubectl((*entrance, *arguments), {**clean_environment(), "KUBECONFIG": "/dev/null"}, check, given)

    def pod_endpoint(self):
        """Where its pods find the account."""
        return f"http://{urllib.parse.urlsplit(self.status()['endpoint']).hostname}:{self.account.port}"

    def supervisor(self):
        return json.loads((self.folder / "supervisor.json").read_text())["pid"]

    def process_namespace(self):
        return os.readlink(f"/proc/{self.supervisor()}/ns/pid")

    def kill_supervisor(self):
        pid = self.supervisor()
        os.kill(pid, signal.SIGKILL)

        def ended():  # it is there until the last of its namespace has gone, and for a while as a zombie
            try:
                return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
            except OSError:
                return True
        wait_until(ended, "the supervisor does not end")


def run_kubectl(arguments, environment, check, given):
    done = subprocess.run([KUBECTL, *arguments], env=environment, text=True, input=given, timeout=90,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert not check or done.returncode == 0, f"kubectl {arguments}\n{done.stdout}\n{done.stderr}"
    return done


def pod(name, memory="64Mi", **spec):
    container = {"name": "main", "image": IMAGE, "imagePullPolicy": "Never", "command": ["sleep", "infinity"],
                 "resources": {"limits": {"memory": memory}}, **spec.pop("container", {})}
    return json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name},
                       "spec": {"terminationGracePeriodSeconds": 1, "containers": [container], **spec}})


running = []  # what a failed test shows the logs of (conftest.py)


def last_words():
    """What the API servers of the clusters that run now, and those who watch over them, printed last."""
    for cluster in running:
        for folder in (cluster.slipway.home / "kubernetes").glob(f"*/*/{cluster.name}"):
            for log in (folder / "supervisor.log", folder / "logs" / "kube-apiserver.log"):
                if log.exists():
                    yield str(log), "\n".join(log.read_text(errors="replace").splitlines()[-25:])


@contextlib.contextmanager
def running_cluster(folder):
    """`dev` of an account of its own, gone afterwards."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    account = Account(Slipway(home))
    made = LocalCluster(account, "dev", folder)
    running.append(made)
    try:
        began = time.monotonic()
        made.start()
        print(f"ready in {time.monotonic() - began:.1f} s")
        yield made
        made.run("stop", "--forget")
    finally:
        running.remove(made)
        made.run("stop", "--forget", check=False)
        account.stop()
