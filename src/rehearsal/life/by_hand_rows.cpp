// A row for each call by which somebody would change a thing of that kind. Where kinds have several members that are
// mended by the same call, one of them stands for all.
#include "rehearsal/life/by_hand.h"

namespace rehearsal {

const std::vector<ByHand>& drifts() {
  static const std::vector<ByHand> kRows = {
      {"iam-role", "iam", "UpdateAssumeRolePolicy",
       R"({"RoleName": "{identity.RoleName}", "PolicyDocument": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\"}]}"})",
       "nobody is trusted any more"},
      {"iam-role-policy", "iam", "DetachRolePolicy",
       R"({"RoleName": "{identity.RoleName}", "PolicyArn": "{identity.PolicyArn}"})",
       "a policy is taken off"},
      {"iam-oidc-provider", "iam", "RemoveClientIDFromOpenIDConnectProvider",
       R"({"OpenIDConnectProviderArn": "{identity.OpenIDConnectProviderArn}", "ClientID": "{audience}"})",
       "an audience is taken off"},

      {"ec2-vpc", "ec2", "ModifyVpcAttribute",
       R"({"VpcId": "{identity.VpcId}", "EnableDnsHostnames": {"Value": false}})", "names are given no more"},
      {"ec2-vpc", "ec2", "CreateTags",
       R"({"Resources": ["{identity.VpcId}"], "Tags": [{"Key": "Name", "Value": "mine"}]})",
       "its name is another"},
      {"ec2-subnet", "ec2", "ModifySubnetAttribute",
       R"({"SubnetId": "{identity.SubnetId}", "MapPublicIpOnLaunch": {"Value": true}})",
       "what starts in it gets a public address"},
      {"ec2-subnet", "ec2", "DeleteTags",
       R"({"Resources": ["{identity.SubnetId}"], "Tags": [{"Key": "Name"}]})", "it has no name"},
      {"ec2-internet-gateway", "ec2", "DeleteTags",
       R"({"Resources": ["{identity.InternetGatewayId}"], "Tags": [{"Key": "Name"}]})", "it has no name"},
      {"ec2-address", "ec2", "DeleteTags",
       R"({"Resources": ["{identity.AllocationId}"], "Tags": [{"Key": "Name"}]})", "it has no name"},
      {"ec2-nat-gateway", "ec2", "DeleteTags",
       R"({"Resources": ["{identity.NatGatewayId}"], "Tags": [{"Key": "Name"}]})", "it has no name"},
      {"ec2-route-table", "ec2", "DeleteTags",
       R"({"Resources": ["{identity.RouteTableId}"], "Tags": [{"Key": "Name"}]})", "it has no name"},
      {"ec2-route", "ec2", "ReplaceRoute",
       R"({"RouteTableId": "{identity.RouteTableId}", "DestinationCidrBlock": "{identity.DestinationCidrBlock}", "GatewayId": "{ec2-internet-gateway:InternetGatewayId}"})",
       "it leads out by another gateway"},
      {"ec2-route-table-association", "ec2", "ReplaceRouteTableAssociation",
       R"({"AssociationId": "{identity.AssociationId}", "RouteTableId": "{ec2-route-table:RouteTableId}"})",
       "a subnet has another's table"},
      {"ec2-security-group", "ec2", "AuthorizeSecurityGroupEgress",
       R"({"GroupId": "{identity.GroupId}", "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]})",
       "it lets all out", "egress=none"},
      {"ec2-security-group", "ec2", "RevokeSecurityGroupEgress",
       R"({"GroupId": "{identity.GroupId}", "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]})",
       "it lets nothing out", "egress=all"},
      {"ec2-security-group", "ec2", "DeleteTags",
       R"({"Resources": ["{identity.GroupId}"], "Tags": [{"Key": "Name"}]})", "it has no name"},
      {"ec2-security-group-rule", "ec2", "UpdateSecurityGroupRuleDescriptionsIngress",
       R"({"GroupId": "{group}", "SecurityGroupRuleDescriptions": [{"SecurityGroupRuleId": "{identity.SecurityGroupRuleId}", "Description": "mine"}]})",
       "what it is for is told otherwise", "direction=ingress"},
      {"ec2-security-group-rule", "ec2", "DeleteTags",
       R"({"Resources": ["{identity.SecurityGroupRuleId}"], "Tags": [{"Key": "Name"}]})", "it has no name"},
      {"ec2-vpc-endpoint", "ec2", "ModifyVpcEndpoint",
       R"({"VpcEndpointId": "{identity.VpcEndpointId}", "RemoveRouteTableIds": ["{ec2-route-table:RouteTableId}"]})",
       "a subnet is served no more", "type=Gateway"},
      {"ec2-vpc-endpoint", "ec2", "ModifyVpcEndpoint",
       R"({"VpcEndpointId": "{identity.VpcEndpointId}", "PrivateDnsEnabled": false})",
       "its name leads elsewhere", "type=Interface"},
      {"ec2-vpc-endpoint", "ec2", "DeleteTags",
       R"({"Resources": ["{identity.VpcEndpointId}"], "Tags": [{"Key": "Name"}]})", "it has no name"},
      {"ec2-flow-log", "ec2", "DeleteTags",
       R"({"Resources": ["{identity.FlowLogId}"], "Tags": [{"Key": "Name"}]})", "it has no name"},
      {"ec2-launch-template", "ec2", "CreateLaunchTemplateVersion",
       R"({"LaunchTemplateId": "{identity.LaunchTemplateId}", "SourceVersion": "$Latest", "LaunchTemplateData": {"MetadataOptions": {"HttpTokens": "optional"}}})",
       "nodes give credentials to whoever asks"},
      {"ec2-launch-template", "ec2", "DeleteTags",
       R"({"Resources": ["{identity.LaunchTemplateId}"], "Tags": [{"Key": "Name"}]})", "it has no name"},

      {"eks-control-plane", "eks", "UpdateClusterConfig",
       R"({"name": "{identity.Name}", "logging": {"clusterLogging": [{"types": ["audit"], "enabled": false}]}})",
       "who does what is written down no more"},
      {"eks-control-plane", "eks", "UntagResource",
       R"({"resourceArn": "{identity.Arn}", "tagKeys": ["slipway:address"]})", "a tag of ours is taken off"},
      {"eks-access-entry", "eks", "UpdateAccessEntry",
       R"({"clusterName": "{identity.Cluster}", "principalArn": "{identity.Principal}", "kubernetesGroups": ["others"]})",
       "somebody is in another group", "type=STANDARD"},
      {"eks-access-entry", "eks", "UntagResource",
       R"({"resourceArn": "{identity.Arn}", "tagKeys": ["slipway:address"]})", "a tag of ours is taken off"},
      {"eks-access-policy", "eks", "AssociateAccessPolicy",
       R"({"clusterName": "{cluster}", "principalArn": "{principal}", "policyArn": "{policy}", "accessScope": {"type": "namespace", "namespaces": ["one"]}})",
       "somebody has rights in one namespace alone"},
      {"eks-node-group", "eks", "UpdateNodegroupConfig",
       R"({"clusterName": "{identity.Cluster}", "nodegroupName": "{identity.Name}", "labels": {"addOrUpdateLabels": {"mine": "yes"}}})",
       "nodes have a label more"},
      {"eks-node-group", "eks", "UntagResource",
       R"({"resourceArn": "{identity.Arn}", "tagKeys": ["slipway:address"]})", "a tag of ours is taken off"},
  };
  return kRows;
}

const std::vector<ByHand>& hangings() {
  static const std::vector<ByHand> kRows = {
      {"iam-role", "iam", "AttachRolePolicy",
       R"({"RoleName": "{identity.RoleName}", "PolicyArn": "arn:aws:iam::aws:policy/AWSSupportAccess"})",
       "another policy on a role"},
      {"iam-role", "iam", "PutRolePolicy",
       R"({"RoleName": "{identity.RoleName}", "PolicyName": "by-hand", "PolicyDocument": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}"})",
       "a policy in a role"},
  };
  return kRows;
}

}  // namespace rehearsal
