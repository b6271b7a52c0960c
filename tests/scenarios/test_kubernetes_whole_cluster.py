"""The tutorial's service on a cluster that `up` made from the ground up, with a Kubernetes of this machine behind it."""

import json

from conftest import Account, Slipway
from local_cluster import LocalCluster, needs_kubernetes, running

pytestmark = needs_kubernetes
CLUSTER = {"account": "embedded", "region": "eu-west-3", "version": "1.32", "logs": {"kinds": []},
           "nodes": {"system": {"instance": "m7g.large"}}}
DEBIAN = {"type": "container", "image": "slipway/aws-cli", "instances": 1, "memory": "128MB",
          "settings": {"deployment.termination_grace_period_seconds": 1},
          "aws": {"policies": ["AmazonS3ReadOnlyAccess"], "scope": "environment"}}
TUTORIAL = {"tutorial": {"environments": {"production": {"cluster": "prod", "services": {"debian": DEBIAN}}}}}


def write(file, cluster, **more):
    file.write_text(json.dumps({"organization": "acme", "clusters": {"prod": cluster}, **more}))


def test_its_service_reads_s3_with_its_role(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    slipway, file = Slipway(home), tmp_path / "slipway.yaml"
    account = Account(slipway)
    kubernetes = LocalCluster(account, "prod", tmp_path)
    running.append(kubernetes)
    try:
        write(file, CLUSTER)
        slipway.run("up", "--yes", file)
        write(file, {**CLUSTER, "kubernetes": "local"}, projects=TUTORIAL)
        refused = slipway.run("up", "--yes", file, check=False)
        assert refused.returncode == 1 and "slipway cluster start prod" in refused.stderr
        slipway.run("cluster", "start", "prod", cwd=tmp_path)
        kubernetes.run("load", "slipway/aws-cli")
        slipway.run("up", "--yes", file)
        assert slipway.run("plan", file).stdout == "nothing to do\n"

        account.aws("s3", "mb", "s3://reports-of-acme")
        assert "reports-of-acme" in slipway.run("shell", "debian", "--", "aws", "s3", "ls").stdout
        refused = slipway.run("shell", "debian", "--", "aws", "s3", "mb", "s3://another-of-acme", check=False)
        assert refused.returncode != 0 and "AccessDenied" in refused.stderr + refused.stdout

        account.aws("s3", "rb", "s3://reports-of-acme")
        assert "nothing is left" in slipway.run("down", "--yes", file).stdout
        kubernetes.run("stop", "--forget")
        assert not account.aws("eks", "list-clusters")["clusters"]
    finally:
        running.remove(kubernetes)
        kubernetes.run("stop", "--forget", check=False)
        account.stop()
