"""`./dev new`: what it prints is what a reader would write by the models and the service authorization reference."""

import subprocess
import sys

from conftest import ROOT


def new(*arguments):
    return subprocess.run([sys.executable, ROOT / "tools" / "new.py", *arguments], text=True, capture_output=True, check=False,
                          stdin=subprocess.DEVNULL)


def test_an_operation():
    printed = new("operation", "sqs", "CreateQueue").stdout
    for part in ('{"CreateQueue", {creates(kQueues)}, create_queue},', "input  QueueName: string, required",
                 "Output create_queue(Call& call) {", 'input: {"QueueName": "queue-name"}', "aws:RequestTag/${TagKey}"):
        assert part in printed, printed


def test_an_operation_on_what_another_kind_has():
    printed = new("operation", "eks", "CreateNodegroup").stdout
    for part in ('{"CreateNodegroup", {on(kClusters, "clusterName"), passes("eks.amazonaws.com", "nodeRole")}', "Found& found = call.the();"):
        assert part in printed, printed


def test_an_operation_says_where_it_goes_and_whether_its_model_is_there():
    assert "src/services/iam/account_operations.cpp" in new("operation", "iam", "UpdateDelegationRequest").stdout
    printed = new("operation", "s3", "SelectObjectContent").stdout
    assert "add to src/aws/operations.txt: s3: ... SelectObjectContent" in printed
    assert "ExpressionType: string (SQL), required" in printed


def test_an_operation_on_whatever_has_an_arn():
    assert '{"TagResource", {at("resourceArn")}, tag_resource},' in new("operation", "eks", "TagResource").stdout


def test_a_kind():
    printed = new("kind", "sqs", "queue").stdout
    for part in ('.type = "queue"', '.arn = "sqs:{region}:{account}:{QueueName}"', '.name_member = "QueueName"'):
        assert part in printed, printed
    assert '.name_member = "nodegroupName"' in new("kind", "eks", "nodegroup").stdout


def test_what_is_not_there_is_said_with_what_is():
    refused = new("operation", "sqs", "PurgeQueues")
    assert refused.returncode == 1 and "PurgeQueue" in refused.stderr and "Traceback" not in refused.stderr
