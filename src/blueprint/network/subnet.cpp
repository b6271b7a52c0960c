// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"

namespace blueprint {
namespace {

using engine::Subject;

Ec2Thing subnet() {
  return {.kind = std::string(kSubnet),
          .why = "addresses of one zone, of which nodes, balancers and the control plane take theirs",
          .type = "subnet",
          .id = "SubnetId",
          .describe = "DescribeSubnets",
          .ids = "SubnetIds",
          .list = "Subnets",
          .create = "CreateSubnet",
          .made = "Subnet",
          .remove = "DeleteSubnet",
          .absent = "InvalidSubnetID.NotFound",
          .members = {{"vpc", "VpcId"},
                      {"cidr", "CidrBlock"},
                      {"zone", "AvailabilityZone"},
                      {"public_addresses", "MapPublicIpOnLaunch", false, "ModifySubnetAttribute"}},
          .outputs = {"AvailabilityZone"}};
}

}  // namespace

// No two subnets of a VPC have an address in common, so its block is its name.
engine::ResourceKind subnet_kind() {
  engine::ResourceKind kind = ec2_kind(subnet());
  kind.found_by = engine::FoundBy::name;
  kind.name_from = {"vpc", "cidr"};
  kind.taken = {"InvalidSubnet.Conflict"};
  kind.find = [](const Subject& subject) {
    return ec2("DescribeSubnets",
               {{"Filters", json::Array{filter("vpc-id", text_of(subject.desired, "vpc")),
                                        filter("cidr-block", text_of(subject.desired, "cidr"))}}});
  };
  kind.patience = std::chrono::minutes(20);
  kind.busy.emplace_back("DependencyViolation");
  kind.changing_calls = {{"ec2", "ModifySubnetAttribute"}};
  kind.reasons["ec2 CreateSubnet"] = "makes the addresses of one zone";
  kind.reasons["ec2 ModifySubnetAttribute"] =
      "says whether what starts in it gets a public address: only where nodes are reached from outside";
  kind.reasons["ec2 DeleteSubnet"] = "gives its addresses back to the network";
  kind.remedies["SubnetLimitExceeded"] =
      "ask for more in Service Quotas (`Subnets per VPC`, L-407747CB), and run it again";
  kind.remedies["DependencyViolation"] =
      "network interfaces of somebody else are in it: `aws ec2 describe-network-interfaces` says whose; "
      "remove what "
      "they belong to, and run it again";
  return kind;
}

}  // namespace blueprint
