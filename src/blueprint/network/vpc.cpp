// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"

namespace blueprint {
namespace {

using Detail = engine::ResourceKind::Detail;
using engine::Reading;
using engine::Subject;
using json::Value;

Ec2Thing vpc() {
  return {.kind = std::string(kVpc),
          .why = "the network of a cluster, apart from all others",
          .type = "vpc",
          .id = "VpcId",
          .describe = "DescribeVpcs",
          .ids = "VpcIds",
          .list = "Vpcs",
          .create = "CreateVpc",
          .made = "Vpc",
          .remove = "DeleteVpc",
          .absent = "InvalidVpcID.NotFound",
          .members = {{"cidr", "CidrBlock"},
                      {"dns_support", "EnableDnsSupport", false, "ModifyVpcAttribute"},
                      {"dns_hostnames", "EnableDnsHostnames", false, "ModifyVpcAttribute"}}};
}

// One attribute a call: that is how it is told, and how it is changed.
Detail attribute(const std::string& member, const std::string& name, const std::string& shown) {
  Detail detail;
  detail.read = [name](const Subject& subject) {
    return ec2("DescribeVpcAttribute", {{"VpcId", text_of(subject.identity, "VpcId")}, {"Attribute", name}});
  };
  detail.add = [member, shown](const Value& output, const Subject&, Reading& reading) {
    const Value* attribute = output.find(shown);
    reading.members.set(member, attribute && attribute->bool_or("Value", false));
  };
  return detail;
}

}  // namespace

engine::ResourceKind vpc_kind() {
  engine::ResourceKind kind = ec2_kind(vpc());
  kind.details = {attribute("dns_support", "enableDnsSupport", "EnableDnsSupport"),
                  attribute("dns_hostnames", "enableDnsHostnames", "EnableDnsHostnames")};
  kind.creating = std::chrono::seconds(2);
  kind.patience = std::chrono::minutes(20);  // interfaces of balancers go up to minutes after them
  kind.busy.emplace_back("DependencyViolation");
  kind.changing_calls = {{"ec2", "ModifyVpcAttribute"}};
  kind.reasons["ec2 CreateVpc"] = "makes the network, with its block of addresses";
  kind.reasons["ec2 DescribeVpcAttribute"] =
      "sees whether names are given and resolved in it, which describing it does not tell";
  kind.reasons["ec2 ModifyVpcAttribute"] =
      "has names given and resolved in it: nodes of EKS find the cluster by names, and endpoints are found "
      "by theirs";
  kind.reasons["ec2 DeleteVpc"] = "removes the network when nothing is left in it";
  kind.remedies["VpcLimitExceeded"] =
      "the account has as many VPCs in this region as it may: remove one that nobody uses, or ask for more "
      "in Service "
      "Quotas (`VPCs per Region`, L-F678F1CE); then run it again";
  kind.remedies["DependencyViolation"] =
      "somebody else's things are in it: look for load balancers, network interfaces and security groups of "
      "this VPC, "
      "remove them, and run it again";
  return kind;
}

}  // namespace blueprint
