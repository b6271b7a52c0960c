"""Who gets into a real cluster and what its pods get, with the unmodified AWS CLI and kubectl (docs/cluster-access.md)."""

import json
import os
import subprocess

import pytest

from conftest import AWS_CLI, wait_until
from local_cluster import CANNOT, IMAGE, KUBECTL, pod, running_cluster

VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy"

if not CANNOT:

    class Person:
        """An IAM user of the cluster's account, with kubectl set up by `aws eks update-kubeconfig`."""

        def __init__(self, cluster, name, folder):
            self.cluster, self.name = cluster, name
            iam = cluster.account.boto3("iam")
            self.arn = iam.create_user(UserName=name)["User"]["Arn"]
            iam.put_user_policy(UserName=name, PolicyName="describe", PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "eks:DescribeCluster", "Resource": "*"}}))
            key = iam.create_access_key(UserName=name)["AccessKey"]
            self.environment = {
                **cluster.account.client_environment(keys={"accessKeyId": key["AccessKeyId"],
                                                           "secretAccessKey": key["SecretAccessKey"]}),
                "KUBECONFIG": str(folder / f"{name}.kubeconfig"), "PATH": f"{os.path.dirname(AWS_CLI)}:{os.environ['PATH']}"}
            subprocess.run([AWS_CLI, "eks", "update-kubeconfig", "--name", cluster.name], env=self.environment, check=True,
                           stdout=subprocess.DEVNULL)

        def kubectl(self, *arguments):
            return subprocess.run([KUBECTL, *arguments], env=self.environment, text=True, timeout=60,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)

        def may(self, *arguments):
            return self.kubectl(*arguments).returncode == 0

    @pytest.fixture(scope="module")
    def cluster(tmp_path_factory):
        with running_cluster(tmp_path_factory.mktemp("access")) as made:
            made.run("load", IMAGE)
            made.kubectl("create", "namespace", "prod")
            yield made

    def test_an_access_entry_lets_in_as_far_as_its_policy_reaches(cluster, tmp_path):
        alice, eks = Person(cluster, "alice", tmp_path), cluster.account.boto3("eks")
        assert "You must be logged in to the server" in alice.kubectl("get", "pods", "-n", "prod").stderr
        told = cluster.slipway.run("doctor", "--cluster", "dev", check=False).stdout
        assert f"aws eks create-access-entry --cluster-name dev --principal-arn {alice.arn}" in told
        eks.create_access_entry(clusterName="dev", principalArn=alice.arn)
        eks.associate_access_policy(clusterName="dev", principalArn=alice.arn, policyArn=VIEW,
                                    accessScope={"type": "namespace", "namespaces": ["prod"]})
        wait_until(lambda: alice.may("get", "pods", "-n", "prod"), "alice does not get in")
        assert "Forbidden" in alice.kubectl("get", "pods", "-n", "default").stderr
        assert "Forbidden" in alice.kubectl("get", "secrets", "-n", "prod").stderr
        refused = f"{alice.arn}: list secrets in prod"
        assert refused in cluster.slipway.run("doctor", "--cluster", "dev", check=False).stdout
        eks.associate_access_policy(clusterName="dev", principalArn=alice.arn, policyArn=ADMIN,
                                    accessScope={"type": "namespace", "namespaces": ["prod"]})
        wait_until(lambda: alice.may("get", "secrets", "-n", "prod"), "alice does not see secrets")
        assert refused not in cluster.slipway.run("doctor", "--cluster", "dev", check=False).stdout
        eks.delete_access_entry(clusterName="dev", principalArn=alice.arn)
        wait_until(lambda: not alice.may("get", "pods", "-n", "prod"), "alice is still in")

    def test_members_of_admins_administer(cluster, tmp_path):
        carol, iam = Person(cluster, "carol", tmp_path), cluster.account.boto3("iam")
        assert not carol.may("get", "nodes")
        iam.create_group(GroupName="Admins")
        iam.add_user_to_group(GroupName="Admins", UserName="carol")
        wait_until(lambda: carol.may("get", "nodes"), "carol does not get in")
        iam.remove_user_from_group(GroupName="Admins", UserName="carol")
        wait_until(lambda: not carol.may("get", "nodes"), "carol is still in")

    def test_aws_auth_maps_what_has_no_entry(cluster, tmp_path):
        bob = Person(cluster, "bob", tmp_path)
        users = f"- userarn: {bob.arn}\n  username: bob\n  groups: [viewers]\n"
        cluster.kubectl("create", "clusterrolebinding", "viewers", "--clusterrole=view", "--group=viewers")
        cluster.kubectl("create", "configmap", "aws-auth", "-n", "kube-system", f"--from-literal=mapUsers={users}")
        wait_until(lambda: bob.may("get", "pods", "-n", "prod"), "bob does not get in", seconds=40)
        assert "is forbidden" in bob.kubectl("create", "configmap", "made-by-bob", "-n", "prod").stderr

    def test_a_pod_of_a_role_reads_s3_and_one_without_signs_nothing(cluster):
        account, issuer = cluster.account, cluster.describe()["identity"]["oidc"]["issuer"].removeprefix("https://")
        iam = account.boto3("iam")
        provider = iam.create_open_id_connect_provider(Url=f"https://{issuer}", ClientIDList=["sts.amazonaws.com"])
        trust = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                 "Principal": {"Federated": provider["OpenIDConnectProviderArn"]},
                 "Condition": {"StringEquals": {f"{issuer}:sub": "system:serviceaccount:prod:app",
                                                f"{issuer}:aud": "sts.amazonaws.com"}}}
        role = iam.create_role(RoleName="app", AssumeRolePolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": trust}))["Role"]["Arn"]
        iam.put_role_policy(RoleName="app", PolicyName="read", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}}))
        account.boto3("s3").create_bucket(Bucket="tutorial-bucket",
                                          CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        service_account = json.dumps({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {
            "name": "app", "namespace": "prod", "annotations": {"eks.amazonaws.com/role-arn": role}}})
        cluster.kubectl("create", "-f", "-", given=service_account)
        cluster.kubectl("create", "-n", "prod", "-f", "-", given=pod("app", memory="256Mi", serviceAccountName="app"))
        cluster.kubectl("create", "-n", "prod", "-f", "-", given=pod("plain", memory="256Mi"))
        cluster.kubectl("wait", "-n", "prod", "--for=condition=Ready", "pod/app", "pod/plain", "--timeout=60s")
        assert "tutorial-bucket" in cluster.kubectl("exec", "-n", "prod", "app", "--", "aws", "s3", "ls").stdout
        environment = cluster.kubectl("exec", "-n", "prod", "app", "--", "env").stdout
        assert f"AWS_ROLE_ARN={role}" in environment and "AWS_SECRET_ACCESS_KEY" not in environment
        assert "AWS_" not in cluster.kubectl("exec", "-n", "prod", "plain", "--", "env").stdout
