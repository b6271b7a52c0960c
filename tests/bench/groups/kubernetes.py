"""A cluster of this machine: deployments beside kubectl's of the same objects, and what the account adds to its API server."""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import ssl
import subprocess
import time

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import yaml

from conftest import clean_environment, slipway_yaml
from counting_relay import CountingRelay
from local_cluster import CANNOT, IMAGE, KUBECTL, running_cluster
from report import Row
from servers import PROGRAM, PROGRAMS, REGION, temporary_folder

RUNS = {1: 5, 50: 1}
WAITS = ["/bin/sh", "-c", "trap 'exit 0' TERM; sleep infinity & wait"]
NAMESPACE = "deployed-by-kubectl"
ADMISSIONS = 1500
TOKENS = 200
REVIEW_SECONDS = 3
GOAL_ADMISSION_MS = 2
GOAL_REVIEWS = 5000


class Bench:
    """A running cluster, as its administrator sees it: a client certificate, no program that makes tokens."""

    def __init__(self, cluster, folder):
        self.cluster, self.folder = cluster, folder
        self.admin = cluster.folder / "config" / "admin.kubeconfig"

    def kubectl(self, *arguments, kubeconfig=None):
        environment = {**clean_environment(), "KUBECONFIG": str(kubeconfig or self.admin), "HOME": str(self.folder)}
        done = subprocess.run([KUBECTL, *arguments], env=environment, text=True, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(f"kubectl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def wish(self, count, **where):
        file = self.folder / "slipway.yaml"
        service = {"image": IMAGE, "memory": "16MB", "command": WAITS}
        file.write_text(slipway_yaml({f"s{i:02}": service for i in range(count)}, **where))
        return file

    def deploy_by_slipway(self, count):
        """Seconds, and the objects that it made."""
        file = self.wish(count, kubernetes="local")
        try:
            begun = time.perf_counter()
            self.cluster.slipway.run("up", "--yes", file, timeout=900)
            return time.perf_counter() - begun, self.objects()
        finally:
            self.cluster.slipway.run("down", "--yes", file, timeout=900)

    def objects(self):
        namespace = next(name for name in self.kubectl("get", "namespaces", "-o", "name").split() if "/z" in name)
        listed = json.loads(self.kubectl("get", "secrets,deployments", "-o", "json", "-n", namespace.split("/")[1]))["items"]
        made = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}]
        for each in listed:
            metadata = {"name": each["metadata"]["name"], "labels": each["metadata"]["labels"], "namespace": NAMESPACE}
            kept = {key: value for key, value in each.items() if key not in ("status", "metadata")}
            made.append({**kept, "metadata": metadata})
        return made

    def deploy_by_kubectl(self, objects, kubeconfig=None):
        file = self.folder / "objects.json"
        file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))
        try:
            begun = time.perf_counter()
            self.kubectl("apply", "-f", str(file), kubeconfig=kubeconfig)
            self.kubectl("rollout", "status", "deployment", "-n", NAMESPACE, kubeconfig=kubeconfig)
            return time.perf_counter() - begun
        finally:
            self.kubectl("delete", "namespace", NAMESPACE, "--wait")

    @contextlib.contextmanager
    def counted(self):
        """A kubeconfig through which every request is counted: kubectl's own proxy knows the certificate."""
        proxy = subprocess.Popen([KUBECTL, "--kubeconfig", self.admin, "proxy", "--port", "0"], text=True, stdout=subprocess.PIPE,
                                 env=clean_environment())
        relay = CountingRelay(int(re.search(r":(\d+)$", proxy.stdout.readline().strip()).group(1)))
        file = self.folder / "counted.kubeconfig"
        file.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "x",
            "clusters": [{"name": "x", "cluster": {"server": f"http://127.0.0.1:{relay.port}"}}],
            "users": [{"name": "x", "user": {}}], "contexts": [{"name": "x", "context": {"cluster": "x", "user": "x"}}]}))
        try:
            yield file, relay.requests
        finally:
            relay.close()
            proxy.terminate()
            proxy.wait()


def deployment_rows(bench, count):
    ours, theirs = [], []
    for _ in range(RUNS[count]):
        seconds, objects = bench.deploy_by_slipway(count)
        ours.append(seconds)
        theirs.append(bench.deploy_by_kubectl(objects))
    with bench.counted() as (kubeconfig, requests):
        file = bench.wish(count, kubeconfig=str(kubeconfig))
        bench.cluster.slipway.run("up", "--yes", file, timeout=900)
        our_requests = len(requests)
        bench.cluster.slipway.run("down", "--yes", file, timeout=900)
        requests.clear()
        bench.deploy_by_kubectl(objects, kubeconfig)
        their_requests = len(requests)
    what = f"deploy {count} service{'s' if count > 1 else ''} on Kubernetes"
    time_ratio, request_ratio = min(ours) / min(theirs), our_requests / their_requests
    return [
        Row(f"{what}: until ready", f"{min(ours):.2f} s", f"kubectl apply and rollout status: {min(theirs):.2f} s", f"{time_ratio:.2f} times",
            "not slower", time_ratio <= 1, f"{'one run each' if RUNS[count] == 1 else f'best of {RUNS[count]} runs in turn'}; both wait 2 s to see that what runs stays up"),
        Row(f"{what}: requests to the API server", f"{our_requests}", f"kubectl: {their_requests}", f"{request_ratio:.0%}", "50%",
            request_ratio <= 0.5),
    ]


def percentile(values, share):
    return sorted(values)[int(share * (len(values) - 1))]


class Connection:
    """One connection, kept alive."""

    def __init__(self, host, context):
        self.connection = http.client.HTTPSConnection(host, context=context)

    def post(self, path, body, headers=None):
        """Milliseconds."""
        begun = time.perf_counter()
        self.connection.request("POST", path, body, {"Content-Type": "application/json", **(headers or {})})
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{path}: {answer.status} {said.decode()}")
        return (time.perf_counter() - begun) * 1000


def api_server(bench):
    settings = yaml.safe_load(bench.admin.read_text())
    cluster, user = settings["clusters"][0]["cluster"], settings["users"][0]["user"]
    context = ssl.create_default_context(cadata=base64.b64decode(cluster["certificate-authority-data"]).decode())
    identity = bench.folder / "client.pem"
    identity.write_bytes(base64.b64decode(user["client-certificate-data"]) + base64.b64decode(user["client-key-data"]))
    context.load_cert_chain(identity)
    return Connection(cluster["server"].removeprefix("https://"), context)


def pod_in(namespace):
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "bench-", "namespace": namespace},
            "spec": {"serviceAccountName": "bench", "containers": [{"name": "main", "image": IMAGE}]}}


def admission_rows(bench):
    """The same pod in two namespaces, in turn: the webhook is asked in one of them, never in kube-system."""
    server = api_server(bench)
    taken = {"default": [], "kube-system": []}
    for namespace in taken:
        bench.kubectl("create", "serviceaccount", "bench", "-n", namespace)
        bench.kubectl("annotate", "serviceaccount", "bench", "-n", namespace, "eks.amazonaws.com/role-arn=arn:aws:iam::111122223333:role/bench")
    for _ in range(ADMISSIONS):
        for namespace, times in taken.items():
            times.append(server.post(f"/api/v1/namespaces/{namespace}/pods?dryRun=All", json.dumps(pod_in(namespace))))
    with_webhook, without = (percentile(times, 0.99) for times in taken.values())
    middle = percentile(taken["default"], 0.5) - percentile(taken["kube-system"], 0.5)
    added = with_webhook - without
    return [
        webhook_row(bench),
        Row("admission of a pod: added in all, p99", f"{added:.1f} ms", f"without the webhook, p99: {without:.1f} ms",
            f"{with_webhook / without:.2f} times in all", f"{GOAL_ADMISSION_MS} ms", added <= GOAL_ADMISSION_MS,
            f"{ADMISSIONS} dry runs each, in turn over one connection; of the median it adds {middle:.1f} ms. The rest is the API "
            "server's own: it writes the pod as JSON, asks, patches it, reads it again and goes through its other plugins again")]


def webhook_row(bench):
    """What the API server waits for: the same question, over a connection of the same kind."""
    webhook = json.loads(bench.kubectl("get", "mutatingwebhookconfigurations", "-o", "json"))["items"][0]["webhooks"][0]["clientConfig"]
    host, path = webhook["url"].removeprefix("https://").split("/", 1)
    server = Connection(host, ssl.create_default_context(cadata=base64.b64decode(webhook["caBundle"]).decode()))
    review = json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "1", "operation": "CREATE", "namespace": "default", "resource": {"group": "", "version": "v1", "resource": "pods"},
        "object": pod_in("default")}})
    times = [server.post(f"/{path}", review, {"Authorization": f"Bearer {webhook_secret(bench)}"}) for _ in range(ADMISSIONS)]
    slow = percentile(times, 0.99)
    return Row("admission of a pod: answer of the webhook, p99", f"{slow:.1f} ms", "", "", f"{GOAL_ADMISSION_MS} ms", slow <= GOAL_ADMISSION_MS,
               f"{ADMISSIONS} reviews over one connection, as the API server asks; the median is {percentile(times, 0.5):.2f} ms, in which the "
               "account reads the service account from the API server")


def reviews(account, cluster):
    """Different tokens, each as `aws eks get-token` makes it."""
    keys = botocore.credentials.Credentials(account.root()["accessKeyId"], account.root()["secretAccessKey"])
    for i in range(TOKENS):
        request = botocore.awsrequest.AWSRequest("GET", f"https://sts.{REGION}.amazonaws.com/", params={
            "Action": "GetCallerIdentity", "Version": "2011-06-15"}, headers={"x-k8s-aws-id": cluster})
        botocore.auth.SigV4QueryAuth(keys, "sts", REGION, expires=60 + i).add_auth(request)
        token = "k8s-aws-v1." + base64.urlsafe_b64encode(request.prepare().url.encode()).decode().rstrip("=")
        yield json.dumps({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": token}})


def authentication_webhook(bench):
    return yaml.safe_load((bench.cluster.folder / "config" / "authenticate.kubeconfig").read_text())


def webhook_secret(bench):
    """That of all of the account's webhooks."""
    return authentication_webhook(bench)["users"][0]["user"]["token"]


def review_row(bench):
    account = bench.cluster.account
    path = authentication_webhook(bench)["clusters"][0]["cluster"]["server"].split("/", 3)[3]
    bodies = bench.folder / "reviews.jsonl"
    bodies.write_text("\n".join(reviews(account, bench.cluster.name)))
    environment = {**clean_environment(), "LOAD_AUTHORIZATION": f"Bearer {webhook_secret(bench)}"}
    done = subprocess.run([PROGRAMS / "load", account.endpoint, "post", f"/{path}", bodies, f"seconds={REVIEW_SECONDS}"],
                          env=environment, text=True, capture_output=True, check=True)
    tally = json.loads(done.stdout)
    if tally["failures"]:
        raise RuntimeError(f"{tally['failures']} token reviews failed: {tally['first_failure']}")
    rate = tally["calls"] / tally["seconds"]
    return Row("token reviews per second", f"{rate:,.0f}", "", "", f"{GOAL_REVIEWS:,}", rate >= GOAL_REVIEWS,
               f"{TOKENS} different tokens over {tally['connections']} connections without TLS")


def resident_mib(pid):
    return next(int(line.split()[1]) / 1024 for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS"))


def memory_row(bench):
    supervisor = bench.cluster.supervisor()
    account = bench.cluster.account.process.pid
    namespace = bench.cluster.process_namespace()
    others = 0
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, StopIteration):
            program = os.readlink(entry / "exe")
            if os.readlink(entry / "ns/pid_for_children") == namespace or os.readlink(entry / "ns/pid") == namespace:
                others += 0 if program == os.path.realpath(PROGRAM) else resident_mib(entry.name)
    ours = resident_mib(supervisor) + resident_mib(account)
    return Row("memory of the control plane's own parts", f"{ours:.0f} MiB", f"Kubernetes' and containerd's: {others:.0f} MiB",
               f"{ours / others:.1%}", "", True, f"the supervisor {resident_mib(supervisor):.0f} MiB, the account {resident_mib(account):.0f} MiB")


def rows():
    if CANNOT:
        print(f"kubernetes: not measured: {CANNOT}")
        return []
    with temporary_folder() as folder, running_cluster(folder) as cluster:
        cluster.run("load", IMAGE)
        bench = Bench(cluster, folder)
        return [*deployment_rows(bench, 1), *deployment_rows(bench, 50), *admission_rows(bench), review_row(bench), memory_row(bench)]
