"""`kubeconfig:` in slipway.yaml: services on a cluster that somebody else runs, as whoever the kubeconfig says, who may do only
what docs/kubernetes.md asks for."""

import base64
import datetime
import json
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from conftest import AWS_CLI, ROOT, fails, free_port, slipway_yaml, wait_until
from local_cluster import needs_kubernetes
from test_kubernetes_faults import APP

pytestmark = needs_kubernetes
DOCUMENT = ROOT / "docs" / "kubernetes.md"


def asked_for():
    """The ClusterRole that the document asks an administrator for."""
    text = DOCUMENT.read_text()
    return text[text.index("kind: ClusterRole"):].partition("```")[0]


def hours(count):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=count)


def sign(builder, pki):
    key = serialization.load_pem_private_key((pki / "ca-key.pem").read_bytes(), None)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def client_certificate(pki, user, groups, ends):
    """Of the cluster's own authority, with its key."""
    authority = x509.load_pem_x509_certificate((pki / "ca.pem").read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    subject = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, each) for each in groups]
    subject.append(x509.NameAttribute(NameOID.COMMON_NAME, user))
    builder = (x509.CertificateBuilder().subject_name(x509.Name(subject))
               .issuer_name(authority.subject).public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(hours(-48)).not_valid_after(ends).add_extension(usage, False))
    return sign(builder, pki), key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                                 serialization.NoEncryption())


class Kubeconfig:
    """In a folder of its own, as somebody copied it from elsewhere."""

    def __init__(self, cluster, folder):
        self.cluster, self.folder, self.path = cluster, folder, folder / "config"
        self.pki = cluster.folder / "pki"
        self.server = cluster.status()["endpoint"]

    def write(self, user):
        data = base64.b64encode((self.pki / "ca.pem").read_bytes()).decode()
        self.path.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "elsewhere",
            "clusters": [{"name": "theirs", "cluster": {"server": self.server, "certificate-authority-data": data}}],
            "users": [{"name": "ann", "user": user}],
            "contexts": [{"name": "ours", "context": {"cluster": "theirs", "user": "ann"}}]}))

    def with_certificate(self, user="ann", groups=(), ends=None):
        certificate, key = client_certificate(self.pki, user, groups, ends or hours(1))
        (self.folder / "ann.pem").write_bytes(certificate)
        (self.folder / "ann-key.pem").write_bytes(key)
        self.write({"client-certificate": "ann.pem", "client-key": "ann-key.pem"})

    def with_plugin(self):
        """As `aws eks update-kubeconfig` writes it."""
        environment = self.cluster.account.client_environment()
        named = [{"name": name, "value": environment[name]} for name in environment if name.startswith("AWS_")]
        self.write({"exec": {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": AWS_CLI, "env": named,
                             "args": ["--region", "eu-west-3", "eks", "get-token", "--cluster-name", "dev", "--output", "json"]}})


@pytest.fixture(scope="module")
def administrator(cluster_for_faults):
    """Who has given ann what the document asks for."""
    cluster_for_faults.as_administrator("create", "-f", "-", given="apiVersion: rbac.authorization.k8s.io/v1\n" + asked_for())
    cluster_for_faults.as_administrator("create", "clusterrolebinding", "slipway", "--clusterrole=slipway", "--user=ann")
    yield cluster_for_faults
    cluster_for_faults.as_administrator("delete", "clusterrolebinding,clusterrole", "slipway")


@pytest.fixture
def kubeconfig(administrator, tmp_path):
    folder = tmp_path / "kube"
    folder.mkdir()
    return Kubeconfig(administrator, folder)


@pytest.fixture
def file(kubeconfig, tmp_path):
    path = tmp_path / "slipway.yaml"
    path.write_text(slipway_yaml({"app": APP}, kubeconfig=str(kubeconfig.path), context="ours"))
    return path


def objects(cluster):
    kinds = "namespaces,serviceaccounts,configmaps,secrets,deployments,jobs,roles,rolebindings,clusterroles,clusterrolebindings"
    listed = cluster.as_administrator("get", kinds, "--all-namespaces", "-o", "json").stdout
    return {(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]): each["metadata"]["resourceVersion"]
            for each in json.loads(listed)["items"]}


@pytest.mark.parametrize("user", ["certificate", "plugin"])
def test_a_service_on_it(kubeconfig, file, user):
    cluster, slipway = kubeconfig.cluster, kubeconfig.cluster.slipway
    cluster.as_administrator("create", "namespace", "foreign")
    cluster.as_administrator("create", "configmap", "theirs", "-n", "foreign", "--from-literal=a=b")
    wait_until(lambda: ("ServiceAccount", "foreign", "default") in objects(cluster), "the namespace gets no service account")
    before = objects(cluster)
    kubeconfig.with_certificate() if user == "certificate" else kubeconfig.with_plugin()
    slipway.run("up", "--yes", file)
    assert "1 of 1 running" in slipway.run("status").stdout
    assert "AWS_ROLE_ARN=" in slipway.run("shell", "app", "--", "env").stdout
    slipway.run("shell", "app", "--", "aws", "s3", "ls")  # the issuer is registered, and trusted by the role
    slipway.run("shell", "app", "--", "sh", "-c", "echo hello > /proc/1/fd/1")
    assert slipway.run("logs", "app").stdout == "hello\n"
    slipway.run("doctor", "app")
    again = slipway.run("up", "--yes", file).stdout
    assert "to make" not in again and "to change" not in again
    slipway.run("down", "--yes", file)
    assert objects(cluster) == before
    cluster.as_administrator("delete", "namespace", "foreign")


def test_a_certificate_of_ours_that_has_expired(kubeconfig, file):
    kubeconfig.with_certificate(ends=hours(-1))
    fails(kubeconfig.cluster.slipway, file, "cluster `theirs`", "the credential of `ann` was not accepted",
          "the client certificate of `ann` expired at", "get a fresh certificate for `ann`")


def test_a_user_who_may_nothing(kubeconfig, file):
    slipway = kubeconfig.cluster.slipway
    kubeconfig.with_certificate(user="bob")
    fails(slipway, file, 'User "bob" cannot list resource "namespaces"', "allow it by a Role and a RoleBinding")
    kubeconfig.cluster.as_administrator("create", "clusterrolebinding", "bob", "--clusterrole=slipway", "--user=bob")
    slipway.run("up", "--yes", file)
    kubeconfig.cluster.as_administrator("delete", "clusterrolebinding", "bob")
    refused = slipway.run("shell", "app", "--", "true", check=False)
    assert 'User "bob" cannot list resource "pods"' in refused.stderr
    found = slipway.run("doctor", "app", check=False)
    assert found.returncode == 1 and "allow it by a Role and a RoleBinding" in found.stdout
    kubeconfig.with_certificate()
    slipway.run("down", "--yes", file)


def test_nobody_answers_there(kubeconfig, file):
    kubeconfig.server = f"https://127.0.0.1:{free_port()}"
    kubeconfig.with_certificate()
    fails(kubeconfig.cluster.slipway, file, "cluster `theirs` could not", "Connection refused",
          f"does the cluster run, and is its address still {kubeconfig.server.removeprefix('https://')}?")


def test_a_certificate_of_the_server_that_has_expired(kubeconfig, file, tmp_path):
    pki, kept = kubeconfig.pki, kubeconfig.pki / "apiserver.pem"
    now = x509.load_pem_x509_certificate(kept.read_bytes())
    builder = (x509.CertificateBuilder().subject_name(now.subject).issuer_name(now.issuer).public_key(now.public_key())
               .serial_number(x509.random_serial_number()).not_valid_before(hours(-48)).not_valid_after(hours(-1)))
    for each in now.extensions:
        builder = builder.add_extension(each.value, each.critical)
    certificate = tmp_path / "expired.pem"
    certificate.write_bytes(sign(builder, pki))
    port = free_port()
    server = subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", certificate, "-www",
                               "-key", pki / "apiserver-key.pem"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        kubeconfig.server = f"https://localhost:{port}"
        kubeconfig.with_certificate()
        wait_until(lambda: "Connection refused" not in kubeconfig.cluster.slipway.run("up", "--yes", file, check=False).stderr,
                   "no server")
        fails(kubeconfig.cluster.slipway, file, "the certificate of `localhost` is not trusted: certificate has expired",
              "renew the certificate of the API server")
    finally:
        server.kill()
        server.wait()
