"""Whoever a cluster turns away learns from `slipway doctor --cluster` why, and what lets them in."""

import json
import shlex

from cluster import Cluster


def make_cluster(account):
    trust = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"},
                                                   "Action": "sts:AssumeRole"}}
    role = account.boto3("iam").create_role(RoleName="cluster", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    account.boto3("eks").create_cluster(name="dev", roleArn=role, resourcesVpcConfig={"subnetIds": account.subnets()},
                                        accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"})


def make_user(account, name):
    iam = account.boto3("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "eks:DescribeCluster", "Resource": "*"}}))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}


def test_doctor_explains_a_refusal_and_its_mend_mends_it(slipway, account):
    make_cluster(account)
    alice = make_user(account, "alice")
    assert "nobody was turned away" in slipway.run("doctor", "--cluster", "dev").stdout

    cluster = Cluster(account, "dev", keys=alice)
    assert cluster.ask("GET", "namespaces")[0] == 403
    assert cluster.ask("GET", "namespaces")[0] == 403
    done = slipway.run("doctor", "--cluster", "dev", check=False)
    assert done.returncode == 1
    for words in ("user/alice", "is unknown to the cluster", "(2 times)", "aws eks create-access-entry --cluster-name dev"):
        assert words in done.stdout
    assert alice["secretAccessKey"] not in done.stdout

    told = json.loads(slipway.run("doctor", "--cluster", "dev", "--json", check=False).stdout)
    refusal = told["clusters"][0]["refusals"][0]
    assert (told["healthy"], refusal["count"], refusal["principal"].rpartition(":")[2]) == (False, 2, "user/alice")
    for command in refusal["mend"].split(" && "):
        account.aws(*shlex.split(command)[1:])
    entries = account.boto3("eks").list_access_entries(clusterName="dev")["accessEntries"]
    assert refusal["principal"] in entries


def test_doctor_knows_which_clusters_there_are(slipway, account):
    done = slipway.run("doctor", "--cluster", "none", check=False)
    assert done.returncode == 1 and "has no cluster `none`" in done.stderr
    for wrong in ((), ("debian", "--cluster", "dev")):
        assert slipway.run("doctor", *wrong, check=False).returncode == 64
