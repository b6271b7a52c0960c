"""What Auto Scaling's clients do beside making groups, by boto3: hooks, policies, launch configurations, single instances."""

import botocore.exceptions
import pytest

from conftest import Account, wait_until


@pytest.fixture
def account(slipway):
    served = Account(slipway)
    yield served
    served.stop()


def image_and_subnet(ec2):
    image = ec2.describe_images(Owners=["amazon"], Filters=[
        {"Name": "name", "Values": ["al2023-ami-2023.*-x86_64"]}])["Images"][0]["ImageId"]
    return image, ec2.describe_subnets()["Subnets"][0]["SubnetId"]


def test_hooks_keep_instances_waiting(account):
    ec2, groups = account.boto3("ec2"), account.boto3("autoscaling")
    image, subnet = image_and_subnet(ec2)
    groups.create_launch_configuration(LaunchConfigurationName="one", ImageId=image, InstanceType="t3.micro")
    groups.create_auto_scaling_group(
        AutoScalingGroupName="web", MinSize=0, MaxSize=4, DesiredCapacity=1, VPCZoneIdentifier=subnet,
        LaunchConfigurationName="one", LifecycleHookSpecificationList=[
            {"LifecycleHookName": "ready", "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}])

    def states():
        pages = groups.get_paginator("describe_auto_scaling_instances").paginate()
        return [(one["InstanceId"], one["LifecycleState"]) for page in pages for one in page["AutoScalingInstances"]]

    wait_until(lambda: [state for _, state in states()] == ["Pending:Wait"], "it does not wait")
    instance = states()[0][0]
    answer = {"AutoScalingGroupName": "web", "LifecycleHookName": "ready", "InstanceId": instance}
    groups.record_lifecycle_action_heartbeat(**answer)
    groups.complete_lifecycle_action(**answer, LifecycleActionResult="CONTINUE")
    assert states() == [(instance, "InService")]
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        groups.complete_lifecycle_action(**answer, LifecycleActionResult="CONTINUE")
    assert refused.value.response["Error"]["Code"] == "ValidationError"
    groups.put_scaling_policy(AutoScalingGroupName="web", PolicyName="more", AdjustmentType="ChangeInCapacity", ScalingAdjustment=2)
    groups.delete_lifecycle_hook(AutoScalingGroupName="web", LifecycleHookName="ready")
    groups.execute_policy(AutoScalingGroupName="web", PolicyName="more")
    wait_until(lambda: len(states()) == 3, "it does not grow")
    groups.set_instance_protection(AutoScalingGroupName="web", InstanceIds=[instance], ProtectedFromScaleIn=True)
    groups.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)
    wait_until(lambda: [one for one, _ in states()] == [instance], "it does not shrink")
    groups.detach_instances(AutoScalingGroupName="web", InstanceIds=[instance], ShouldDecrementDesiredCapacity=True)
    assert states() == []
    groups.attach_instances(AutoScalingGroupName="web", InstanceIds=[instance])
    assert states() == [(instance, "InService")]


def test_a_group_is_read_as_terraform_does(account):
    ec2, groups = account.boto3("ec2"), account.boto3("autoscaling")
    image, subnet = image_and_subnet(ec2)
    ec2.create_launch_template(LaunchTemplateName="nodes", LaunchTemplateData={"ImageId": image, "InstanceType": "t3.micro"})
    groups.create_auto_scaling_group(AutoScalingGroupName="web", MinSize=0, MaxSize=1, VPCZoneIdentifier=subnet,
                                     LaunchTemplate={"LaunchTemplateName": "nodes"})
    groups.enable_metrics_collection(AutoScalingGroupName="web", Granularity="1Minute")
    found = groups.describe_auto_scaling_groups(AutoScalingGroupNames=["web"])["AutoScalingGroups"][0]
    assert len(found["EnabledMetrics"]) == len(groups.describe_metric_collection_types()["Metrics"])
    named = {"AutoScalingGroupName": "web"}
    for operation, members in (("describe_warm_pool", "Instances"), ("describe_instance_refreshes", "InstanceRefreshes"),
                               ("describe_traffic_sources", "TrafficSources"), ("describe_policies", "ScalingPolicies"),
                               ("describe_lifecycle_hooks", "LifecycleHooks"), ("describe_load_balancers", "LoadBalancers"),
                               ("describe_load_balancer_target_groups", "LoadBalancerTargetGroups"),
                               ("describe_scheduled_actions", "ScheduledUpdateGroupActions")):
        assert getattr(groups, operation)(**named)[members] == [], operation
    assert groups.describe_account_limits()["NumberOfAutoScalingGroups"] == 1


def test_a_table_is_a_scalable_target(account):
    account.boto3("dynamodb").create_table(
        TableName="orders", AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5})
    scaling = account.boto3("application-autoscaling")
    named = {"ServiceNamespace": "dynamodb", "ResourceId": "table/orders", "ScalableDimension": "dynamodb:table:ReadCapacityUnits"}
    arn = scaling.register_scalable_target(**named, MinCapacity=5, MaxCapacity=50, Tags={"team": "blue"})["ScalableTargetARN"]
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"team": "blue"}
    scaling.put_scaling_policy(**named, PolicyName="track", PolicyType="TargetTrackingScaling",
                               TargetTrackingScalingPolicyConfiguration={"TargetValue": 70.0})
    pages = scaling.get_paginator("describe_scalable_targets").paginate(ServiceNamespace="dynamodb")
    assert [one["ScalableTargetARN"] for page in pages for one in page["ScalableTargets"]] == [arn]
    pages = scaling.get_paginator("describe_scaling_policies").paginate(ServiceNamespace="dynamodb")
    assert [one["PolicyName"] for page in pages for one in page["ScalingPolicies"]] == ["track"]
    scaling.deregister_scalable_target(**named)
    with pytest.raises(scaling.exceptions.ObjectNotFoundException):
        scaling.deregister_scalable_target(**named)
