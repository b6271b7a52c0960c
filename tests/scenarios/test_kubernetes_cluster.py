"""`slipway cluster`: a real Kubernetes on this machine, with the unmodified AWS CLI and kubectl; started, used, killed, stopped,
and nothing of it left. Where ./dev found that the machine cannot run one, what is tested is that Slipway says so."""

import base64
import json
import os
import pathlib
import signal
import subprocess

import pytest

from conftest import PROGRAM, clean_environment, slipway_yaml, wait_until
from local_cluster import CANNOT, IMAGE, LocalCluster, pod, running_cluster


def traces(slot):
    """What of the cluster in a slot is on this machine."""
    name = f"slipway-k{slot}"
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if f"/run/{name}" in (process / "cmdline").read_text():
                found.append((process / "cmdline").read_text().replace("\0", " ")[:120])
        except (OSError, UnicodeDecodeError):
            pass  # it ended just now
    found += [line.strip() for line in subprocess.run(["ip", "-oneline", "link"], text=True, check=True,
                                                      stdout=subprocess.PIPE).stdout.splitlines() if name in line]
    found += [line for line in pathlib.Path("/proc/mounts").read_text().splitlines() if name in line]
    found += [str(path) for path in pathlib.Path("/sys/fs/cgroup").glob(f"**/{name}")]
    return found


def processes_of(namespace):
    """Those of a process namespace; pods have their own, and are in the cgroups that traces() finds."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "ns/pid") == namespace:
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            pass  # it ended just now
    return [each for each in found if each]  # without those that nobody has reaped yet


def kernel_settings():
    """What a kubelet sets where it may (Kubernetes, setupKernelTunables), and a bridge plugin."""
    return [pathlib.Path("/proc/sys", name).read_text() for name in
            ("vm/overcommit_memory", "kernel/panic", "kernel/panic_on_oops", "net/ipv4/ip_forward")]


if CANNOT:

    def test_start_says_why_it_cannot(slipway):
        print(f"no Kubernetes cluster is tested: {CANNOT}")
        done = slipway.run("cluster", "start", "dev", check=False)
        assert done.returncode == 1
        assert "this machine cannot run a Kubernetes cluster" in done.stderr

else:

    @pytest.fixture(scope="module")
    def cluster(tmp_path_factory):
        """One for the whole file, with an image and one pod."""
        settings = kernel_settings()
        with running_cluster(tmp_path_factory.mktemp("cluster")) as made:
            made.settings_before = settings
            made.run("load", IMAGE)
            yield made

    @pytest.fixture(scope="module")
    def running_pod(cluster):
        token = {"projected": {"sources": [{"serviceAccountToken": {"path": "token", "audience": "sts.amazonaws.com"}}]}}
        cluster.kubectl("apply", "-f", "-", given=pod(
            "worker", volumes=[{"name": "aws", **token}],
            container={"volumeMounts": [{"name": "aws", "mountPath": "/aws"}],
                       "command": ["sh", "-c", "echo begins; sleep infinity"]}))
        cluster.kubectl("wait", "--for=condition=Ready", "pod/worker", "--timeout=60s")
        return "worker"

    def test_the_account_tells_the_truth_about_it(cluster):
        status, described = cluster.status(), cluster.describe()
        assert (status["phase"], described["status"]) == ("ready", "ACTIVE")
        assert described["endpoint"] == status["endpoint"]
        assert described["version"] == "1.32"
        assert base64.b64decode(described["certificateAuthority"]["data"]).decode() == (cluster.folder / "pki/ca.pem").read_text()
        assert {each["name"] for each in status["programs"] if each["running"]} == {
            "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "containerd", "kubelet"}

    def test_kubectl_sees_a_ready_node(cluster):
        nodes = json.loads(cluster.kubectl("get", "nodes", "-o", "json").stdout)["items"]
        assert len(nodes) == 1
        assert {"type": "Ready", "status": "True"}.items() <= next(
            each for each in nodes[0]["status"]["conditions"] if each["type"] == "Ready").items()
        assert nodes[0]["metadata"]["labels"]["topology.kubernetes.io/region"] == "eu-west-3"

    def test_a_pod_has_its_limit_its_token_a_shell_and_a_log(cluster, running_pod):
        limit = cluster.kubectl("exec", running_pod, "--", "sh", "-c",
                                "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max")
        assert int(limit.stdout) == 64 << 20
        token = cluster.kubectl("exec", running_pod, "--", "cat", "/aws/token").stdout
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        assert claims["iss"] == cluster.describe()["identity"]["oidc"]["issuer"]
        assert claims["sub"] == "system:serviceaccount:default:default"
        assert claims["aud"] == ["sts.amazonaws.com"]
        assert cluster.kubectl("logs", running_pod).stdout == "begins\n"
        assert cluster.kubectl("exec", running_pod, "--", "sh", "-c", "exit 7", check=False).returncode == 7

    def test_a_pod_reaches_its_api_server_by_the_name_of_the_service(cluster, running_pod):
        asked = cluster.kubectl("exec", running_pod, "--", "python3", "-c", """
import os, ssl, urllib.request
folder = "/var/run/secrets/kubernetes.io/serviceaccount"
context = ssl.create_default_context(cafile=folder + "/ca.crt")
print(urllib.request.urlopen(f"https://{os.environ['KUBERNETES_SERVICE_HOST']}:{os.environ['KUBERNETES_SERVICE_PORT']}/version",
                             context=context, timeout=5).read().decode())""")
        assert json.loads(asked.stdout)["gitVersion"] == "v1.32.2"

    def test_start_again_changes_nothing(cluster):
        before = cluster.supervisor()
        assert "ready" in cluster.start()
        assert cluster.supervisor() == before

    def test_a_program_that_is_killed_comes_back(cluster):
        def kubelet():
            return next(each for each in cluster.status()["programs"] if each["name"] == "kubelet")
        restarts = kubelet()["restarts"]
        children = subprocess.run(["pgrep", "-f", "bin/kubelet --config=/run/slipway-k"], text=True, check=True,
                                  stdout=subprocess.PIPE).stdout.split()
        mine = [pid for pid in children if os.readlink(f"/proc/{pid}/ns/pid") == cluster.process_namespace()]
        os.kill(int(mine[0]), signal.SIGKILL)
        wait_until(lambda: kubelet()["restarts"] == restarts + 1 and kubelet()["running"], "the kubelet does not come back")

    def test_the_machine_is_left_alone(cluster, running_pod):
        inside = pathlib.Path(f"/proc/{cluster.supervisor()}/root")
        assert (inside / "proc/sys/kernel/panic").read_text() == "10\n"  # as the kubelet wishes it
        assert kernel_settings() == cluster.settings_before
        uid = cluster.kubectl("get", "pod", running_pod, "-o", "jsonpath={.metadata.uid}").stdout
        assert (inside / "var/lib/kubelet/pods" / uid).exists()
        assert not pathlib.Path("/var/lib/kubelet/pods", uid).exists()
        assert not list(pathlib.Path("/var/log").glob(f"*/*{running_pod}*"))

    def test_logs_are_shown(cluster):
        assert "ready" in cluster.run("logs").stdout
        assert cluster.run("logs", "kube-apiserver").stdout != ""
        done = cluster.run("logs", "kube-proxy", check=False)
        assert done.returncode == 1 and "there are those of" in done.stderr

    def test_no_secret_is_on_a_command_line(cluster):
        tokens = (cluster.folder / "pki/tokens.csv").read_text().split(",")[0]
        assert tokens not in subprocess.run(["ps", "-eo", "args"], text=True, check=True, stdout=subprocess.PIPE).stdout
        for path in (cluster.folder / "pki").iterdir():
            assert path.stat().st_mode & 0o077 == 0, path

    def test_starting_it_again_says_that_it_runs(cluster):
        done = cluster.run("start")
        assert done.stdout.startswith("runs already: dev at ") and done.stderr == ""

    def test_a_second_cluster_runs_beside_the_first(cluster, tmp_path):
        other = LocalCluster(cluster.account, "other", tmp_path)
        try:
            other.start()
            assert other.status()["endpoint"] != cluster.status()["endpoint"]
            assert other.describe()["identity"]["oidc"]["issuer"] != cluster.describe()["identity"]["oidc"]["issuer"]
            assert other.kubectl("get", "nodes").returncode == 0
            assert cluster.kubectl("get", "nodes").returncode == 0
            slot = other.status()["slot"]
        finally:
            other.run("stop", "--forget")
        assert traces(slot) == []
        assert cluster.status()["phase"] == "ready"
        names = cluster.account.aws("eks", "list-clusters")["clusters"]
        assert names == ["dev"]

    def test_its_role_goes_with_it_whichever_way_it_was_made(cluster, tmp_path):
        account, mine = cluster.account, LocalCluster(cluster.account, "mine", tmp_path)
        file = tmp_path / "slipway.yaml"
        file.write_text(slipway_yaml({"web": {"image": IMAGE, "memory": "64MB", "command": ["sleep", "infinity"]}},
                                     kubernetes="local").replace('"dev"', '"mine"'))

        def roles():
            return [role["RoleName"] for role in account.aws("iam", "list-roles", "--path-prefix", "/slipway/")["Roles"]]

        def forget(**where):
            return mine.run("stop", "--forget", **where).stdout

        def make_role(*tags):
            trust = json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]})
            account.aws("iam", "create-role", "--path", "/slipway/", "--role-name", "slipway-eks-mine",
                        "--assume-role-policy-document", trust, *(["--tags", *tags] if tags else []))
        try:
            make_role()
            assert forget() and "slipway-eks-mine" in roles(), "a role that is not Slipway's"
            refused = mine.run("start", check=False)
            assert refused.returncode == 1 and "rename the cluster" in refused.stderr
            account.aws("iam", "delete-role", "--role-name", "slipway-eks-mine")

            make_role("Key=slipway:organization,Value=acme", "Key=slipway:cluster,Value=eu-west-3/mine")
            mine.start()
            assert mine.describe()["tags"]["slipway:organization"] == "acme"
            assert "nothing of it is left" in forget() and "slipway-eks-mine" not in roles()

            mine.start()
            mine.run("load", IMAGE)
            cluster.slipway.run("up", "--yes", file)
            assert "its role `slipway-eks-mine` stays: tutorial/production uses it" in forget(cwd=tmp_path)
            assert "slipway-eks-mine" in roles()
            mine.run("start", cwd=tmp_path)
            cluster.slipway.run("down", "--yes", file)
            assert "nothing of it is left" in forget(cwd=tmp_path) and "slipway-eks-mine" not in roles()
        finally:
            mine.run("stop", "--forget", check=False)

    def test_stop_leaves_nothing_and_start_brings_all_back(cluster, running_pod):
        cluster.kubectl("create", "configmap", "kept", "--from-literal=a=b")
        issuer, slot = cluster.describe()["identity"]["oidc"]["issuer"], cluster.status()["slot"]
        namespace = cluster.process_namespace()
        assert any("containerd-shim" in process for process in processes_of(namespace))
        cluster.run("stop")
        assert traces(slot) == [] and processes_of(namespace) == []
        assert cluster.account.aws("eks", "describe-cluster", "--name", "dev", check=False).returncode != 0
        assert cluster.run("status", check=False).returncode == 1
        cluster.start()
        cluster.kubeconfig.unlink()
        assert cluster.describe()["identity"]["oidc"]["issuer"] == issuer
        assert cluster.kubectl("get", "configmap", "kept", "-o", "jsonpath={.data.a}").stdout == "b"

    @pytest.mark.parametrize("then", ["stop", "start"])
    def test_after_a_kill(cluster, then):
        cluster.kubectl("apply", "-f", "-", given=pod(f"before-{then}"))
        cluster.kubectl("wait", "--for=condition=Ready", f"pod/before-{then}", "--timeout=60s")
        slot, namespace = cluster.status()["slot"], cluster.process_namespace()
        cluster.kill_supervisor()
        wait_until(lambda: processes_of(namespace) == [], "its processes do not end with it")
        assert traces(slot) != []
        assert cluster.run("status", check=False).stdout == "cluster   dev is stopped\n"
        cluster.run(then)
        if then == "stop":
            assert traces(slot) == []
            cluster.start()
        cluster.kubeconfig.unlink()
        assert cluster.kubectl("get", "nodes").returncode == 0
        cluster.kubectl("delete", "pod", f"before-{then}", "--wait=false")


def test_without_its_programs_start_says_how_to_get_them(slipway):
    slipway.environment["SLIPWAY_KUBERNETES"] = "/nowhere"
    done = slipway.run("cluster", "start", "dev", check=False)
    assert done.returncode == 1
    assert "./dev setup kubernetes" in done.stderr or CANNOT
    assert not slipway.home.joinpath("account").exists()


def test_only_root_can_start_one():
    done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", PROGRAM, "cluster", "start", "dev"],
                          env={**clean_environment(), "SLIPWAY_HOME": "/nowhere"}, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert "this machine cannot run a Kubernetes cluster: only root can run a node" in done.stderr
