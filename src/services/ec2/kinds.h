// EC2's kinds of record. A record has the members that EC2 answers of it, and others of ours, whose names begin with
// an underscore and which no answer has (answered() in resource.h). Ids are made by EC2, so that calls that make a
// thing are asked about `vpc/*` (Service Authorization Reference, "Actions, resources, and condition keys for Amazon
// EC2").
//
// Source of codes: EC2 API Reference, "Error codes for the Amazon EC2 API".
#pragma once

#include "account/record/kind.h"

namespace account::ec2 {

// Condition keys that tell of a record: its own id, its VPC, its zone.
void vpc_keys(const State& state, const json::Value& record, policy::Context& context);
void subnet_keys(const State& state, const json::Value& record, policy::Context& context);
void in_vpc_keys(const State& state, const json::Value& record, policy::Context& context);
void internet_gateway_keys(const State& state, const json::Value& record, policy::Context& context);
void route_table_keys(const State& state, const json::Value& record, policy::Context& context);
void security_group_keys(const State& state, const json::Value& record, policy::Context& context);
void network_acl_keys(const State& state, const json::Value& record, policy::Context& context);
void dhcp_options_keys(const State& state, const json::Value& record, policy::Context& context);
void address_keys(const State& state, const json::Value& record, policy::Context& context);
void interface_keys(const State& state, const json::Value& record, policy::Context& context);
void endpoint_keys(const State& state, const json::Value& record, policy::Context& context);
void instance_keys(const State& state, const json::Value& record, policy::Context& context);
void volume_keys(const State& state, const json::Value& record, policy::Context& context);
void snapshot_keys(const State& state, const json::Value& record, policy::Context& context);
void key_pair_keys(const State& state, const json::Value& record, policy::Context& context);

inline constexpr std::string_view kMalformed = "Invalid id: \"{name}\" (expecting \"{prefix}...\")";

inline constexpr RecordKind kVpcs{.name = "ec2.vpc",
                                  .noun = "vpc",
                                  .type = "vpc",
                                  .arn = "ec2:{region}:{account}:vpc/{VpcId}",
                                  .name_member = "VpcId",
                                  .id_prefix = "vpc-",
                                  .tag_key_prefix = "ec2",
                                  .found_through = {"_AssociationIds", "DhcpOptionsId", "_IsDefault"},
                                  .keys = vpc_keys,
                                  .absent_code = "InvalidVpcID.NotFound",
                                  .absent_status = 400,
                                  .absent_words = "The vpc ID '{name}' does not exist",
                                  .malformed_code = "InvalidVpcID.Malformed",
                                  .malformed_words = kMalformed};

inline constexpr RecordKind kSubnets{.name = "ec2.subnet",
                                     .noun = "subnet",
                                     .type = "subnet",
                                     .arn = "ec2:{region}:{account}:subnet/{SubnetId}",
                                     .name_member = "SubnetId",
                                     .id_prefix = "subnet-",
                                     .tag_key_prefix = "ec2",
                                     .found_through = {"VpcId", "_RouteTableId", "_NetworkAclId", "_Ids"},
                                     .keys = subnet_keys,
                                     .absent_code = "InvalidSubnetID.NotFound",
                                     .absent_status = 400,
                                     .absent_words = "The subnet ID '{name}' does not exist",
                                     .malformed_code = "InvalidSubnetID.Malformed",
                                     .malformed_words = kMalformed};
inline constexpr RecordKind kInternetGateways{
    .name = "ec2.internet_gateway",
    .noun = "internetGateway",
    .type = "internet-gateway",
    .arn = "ec2:{region}:{account}:internet-gateway/{InternetGatewayId}",
    .name_member = "InternetGatewayId",
    .id_prefix = "igw-",
    .tag_key_prefix = "ec2",
    .found_through = {"_VpcId"},
    .keys = internet_gateway_keys,
    .absent_code = "InvalidInternetGatewayID.NotFound",
    .absent_status = 400,
    .absent_words = "The internetGateway ID '{name}' does not exist",
    .malformed_code = "InvalidInternetGatewayID.Malformed",
    .malformed_words = kMalformed};
inline constexpr RecordKind kRouteTables{
    .name = "ec2.route_table",
    .noun = "routeTable",
    .type = "route-table",
    .arn = "ec2:{region}:{account}:route-table/{RouteTableId}",
    .name_member = "RouteTableId",
    .id_prefix = "rtb-",
    .tag_key_prefix = "ec2",
    .found_through = {"VpcId", "_MainAssociationId", "_PrefixListIds", "_EndpointIds"},
    .keys = route_table_keys,
    .absent_code = "InvalidRouteTableID.NotFound",
    .absent_status = 400,
    .absent_words = "The routeTable ID '{name}' does not exist",
    .malformed_code = "InvalidRouteTableID.Malformed",
    .malformed_words = kMalformed};
inline constexpr RecordKind kSecurityGroups{.name = "ec2.security_group",
                                            .noun = "security group",
                                            .type = "security-group",
                                            .arn = "ec2:{region}:{account}:security-group/{GroupId}",
                                            .name_member = "GroupId",
                                            .id_prefix = "sg-",
                                            .tag_key_prefix = "ec2",
                                            .found_through = {"VpcId", "GroupName", "_NameInVpc"},
                                            .keys = security_group_keys,
                                            .absent_code = "InvalidGroup.NotFound",
                                            .absent_status = 400,
                                            .absent_words = "The security group '{name}' does not exist",
                                            .malformed_code = "InvalidGroupId.Malformed",
                                            .malformed_words = kMalformed};
inline constexpr RecordKind kSecurityGroupRules{
    .name = "ec2.security_group_rule",
    .noun = "security group rule",
    .type = "security-group-rule",
    .arn = "ec2:{region}:{account}:security-group-rule/{SecurityGroupRuleId}",
    .name_member = "SecurityGroupRuleId",
    .id_prefix = "sgr-",
    .tag_key_prefix = "ec2",
    .found_through = {"GroupId", "_ReferencedGroupId", "PrefixListId"},
    .keys = nullptr,
    .absent_code = "InvalidSecurityGroupRuleId.NotFound",
    .absent_status = 400,
    .absent_words = "The security group rule ID '{name}' does not exist",
    .malformed_code = "InvalidSecurityGroupRuleId.Malformed",
    .malformed_words = kMalformed};
inline constexpr RecordKind kNetworkAcls{.name = "ec2.network_acl",
                                         .noun = "networkAcl",
                                         .type = "network-acl",
                                         .arn = "ec2:{region}:{account}:network-acl/{NetworkAclId}",
                                         .name_member = "NetworkAclId",
                                         .id_prefix = "acl-",
                                         .tag_key_prefix = "ec2",
                                         .found_through = {"VpcId"},
                                         .keys = network_acl_keys,
                                         .absent_code = "InvalidNetworkAclID.NotFound",
                                         .absent_status = 400,
                                         .absent_words = "The networkAcl ID '{name}' does not exist",
                                         .malformed_code = "InvalidNetworkAclID.Malformed",
                                         .malformed_words = kMalformed};
inline constexpr RecordKind kDhcpOptions{.name = "ec2.dhcp_options",
                                         .noun = "dhcpOption",
                                         .type = "dhcp-options",
                                         .arn = "ec2:{region}:{account}:dhcp-options/{DhcpOptionsId}",
                                         .name_member = "DhcpOptionsId",
                                         .id_prefix = "dopt-",
                                         .tag_key_prefix = "ec2",
                                         .found_through = {},
                                         .keys = dhcp_options_keys,
                                         .absent_code = "InvalidDhcpOptionID.NotFound",
                                         .absent_status = 400,
                                         .absent_words = "The dhcpOption ID '{name}' does not exist",
                                         .malformed_code = "InvalidDhcpOptionsId.Malformed",
                                         .malformed_words = kMalformed};
inline constexpr RecordKind kAddresses{
    .name = "ec2.address",
    .noun = "address",
    .type = "elastic-ip",
    .arn = "ec2:{region}:{account}:elastic-ip/{AllocationId}",
    .name_member = "AllocationId",
    .id_prefix = "eipalloc-",
    .tag_key_prefix = "ec2",
    .found_through = {"PublicIp", "AssociationId", "NetworkInterfaceId", "_VpcId"},
    .keys = address_keys,
    .absent_code = "InvalidAllocationID.NotFound",
    .absent_status = 400,
    .absent_words = "The allocation ID '{name}' does not exist",
    .malformed_code = "InvalidAllocationID.Malformed",
    .malformed_words = kMalformed};
inline constexpr RecordKind kNatGateways{.name = "ec2.nat_gateway",
                                         .noun = "natGateway",
                                         .type = "natgateway",
                                         .arn = "ec2:{region}:{account}:natgateway/{NatGatewayId}",
                                         .name_member = "NatGatewayId",
                                         .id_prefix = "nat-",
                                         .tag_key_prefix = "ec2",
                                         .found_through = {"VpcId", "SubnetId", "_AllocationIds", "_Zone"},
                                         .keys = in_vpc_keys,
                                         .absent_code = "NatGatewayNotFound",
                                         .absent_status = 400,
                                         .absent_words = "The Nat Gateway {name} was not found",
                                         .malformed_code = "NatGatewayMalformed",
                                         .malformed_words = kMalformed};
inline constexpr RecordKind kInterfaces{
    .name = "ec2.network_interface",
    .noun = "networkInterface",
    .type = "network-interface",
    .arn = "ec2:{region}:{account}:network-interface/{NetworkInterfaceId}",
    .name_member = "NetworkInterfaceId",
    .id_prefix = "eni-",
    .tags_member = "TagSet",
    .tag_key_prefix = "ec2",
    .found_through = {"VpcId", "SubnetId", "_GroupIds", "_InstanceId"},
    .keys = interface_keys,
    .absent_code = "InvalidNetworkInterfaceID.NotFound",
    .absent_status = 400,
    .absent_words = "The networkInterface ID '{name}' does not exist",
    .malformed_code = "InvalidNetworkInterfaceID.Malformed",
    .malformed_words = kMalformed};

inline constexpr RecordKind kEgressOnlyGateways{
    .name = "ec2.egress_only_internet_gateway",
    .noun = "egressOnlyInternetGateway",
    .type = "egress-only-internet-gateway",
    .arn = "ec2:{region}:{account}:egress-only-internet-gateway/{EgressOnlyInternetGatewayId}",
    .name_member = "EgressOnlyInternetGatewayId",
    .id_prefix = "eigw-",
    .tag_key_prefix = "ec2",
    .found_through = {"_VpcId"},
    .keys = nullptr,
    .absent_code = "InvalidEgressOnlyInternetGatewayId.NotFound",
    .absent_status = 400,
    .absent_words = "The eigw ID '{name}' does not exist",
    .malformed_code = "InvalidEgressOnlyInternetGatewayId.Malformed",
    .malformed_words = kMalformed};
inline constexpr RecordKind kPrefixLists{.name = "ec2.prefix_list",
                                         .noun = "prefix list",
                                         .type = "prefix-list",
                                         .arn = "ec2:{region}:{account}:prefix-list/{PrefixListId}",
                                         .name_member = "PrefixListId",
                                         .id_prefix = "pl-",
                                         .tag_key_prefix = "ec2",
                                         .found_through = {},
                                         .keys = nullptr,
                                         .absent_code = "InvalidPrefixListID.NotFound",
                                         .absent_status = 400,
                                         .absent_words = "The prefix list ID '{name}' does not exist",
                                         .malformed_code = "InvalidPrefixListId.Malformed",
                                         .malformed_words = kMalformed};
inline constexpr RecordKind kVpcEndpoints{.name = "ec2.vpc_endpoint",
                                          .noun = "vpc endpoint",
                                          .type = "vpc-endpoint",
                                          .arn = "ec2:{region}:{account}:vpc-endpoint/{VpcEndpointId}",
                                          .name_member = "VpcEndpointId",
                                          .id_prefix = "vpce-",
                                          .tag_key_prefix = "ec2",
                                          .found_through = {"VpcId"},
                                          .keys = endpoint_keys,
                                          .absent_code = "InvalidVpcEndpointId.NotFound",
                                          .absent_status = 400,
                                          .absent_words = "The Vpc Endpoint Id '{name}' does not exist",
                                          .malformed_code = "InvalidVpcEndpointId.Malformed",
                                          .malformed_words = kMalformed};
inline constexpr RecordKind kFlowLogs{
    .name = "ec2.flow_log",
    .noun = "flow log",
    .type = "vpc-flow-log",
    .arn = "ec2:{region}:{account}:vpc-flow-log/{FlowLogId}",
    .name_member = "FlowLogId",
    .id_prefix = "fl-",
    .tag_key_prefix = "ec2",
    .found_through = {"ResourceId"},
    .keys = nullptr,
    .absent_code = "InvalidFlowLogId.NotFound",
    .absent_status = 400,
    .absent_words = "These flow log ids in the input list are not found: [TotalCount: 1] {name}"};

inline constexpr RecordKind kLaunchTemplates{
    .name = "ec2.launch_template",
    .noun = "launch template",
    .type = "launch-template",
    .arn = "ec2:{region}:{account}:launch-template/{LaunchTemplateId}",
    .name_member = "LaunchTemplateId",
    .id_prefix = "lt-",
    .tag_key_prefix = "ec2",
    .found_through = {"LaunchTemplateName"},
    .keys = nullptr,
    .absent_code = "InvalidLaunchTemplateId.NotFound",
    .absent_status = 400,
    .absent_words = "The specified launch template, with template ID {name}, does not exist.",
    .malformed_code = "InvalidLaunchTemplateId.Malformed",
    .malformed_words = kMalformed};

inline constexpr RecordKind kKeyPairs{.name = "ec2.key_pair",
                                      .noun = "key pair",
                                      .type = "key-pair",
                                      .arn = "ec2:{region}:{account}:key-pair/{KeyName}",
                                      .name_member = "KeyPairId",
                                      .id_prefix = "key-",
                                      .tag_key_prefix = "ec2",
                                      .found_through = {"KeyName"},
                                      .keys = key_pair_keys,
                                      .absent_code = "InvalidKeyPair.NotFound",
                                      .absent_status = 400,
                                      .absent_words = "The key pair ID '{name}' does not exist"};

inline constexpr RecordKind kInstances{.name = "ec2.instance",
                                       .noun = "instance",
                                       .type = "instance",
                                       .arn = "ec2:{region}:{account}:instance/{InstanceId}",
                                       .name_member = "InstanceId",
                                       .id_prefix = "i-",
                                       .tag_key_prefix = "ec2",
                                       .found_through = {"VpcId", "SubnetId", "_ReservationId"},
                                       .keys = instance_keys,
                                       .absent_code = "InvalidInstanceID.NotFound",
                                       .absent_status = 400,
                                       .absent_words = "The instance ID '{name}' does not exist",
                                       .malformed_code = "InvalidInstanceID.Malformed",
                                       .malformed_words = kMalformed};
inline constexpr RecordKind kVolumes{.name = "ec2.volume",
                                     .noun = "volume",
                                     .type = "volume",
                                     .arn = "ec2:{region}:{account}:volume/{VolumeId}",
                                     .name_member = "VolumeId",
                                     .id_prefix = "vol-",
                                     .tag_key_prefix = "ec2",
                                     .found_through = {"_InstanceId"},
                                     .keys = volume_keys,
                                     .absent_code = "InvalidVolume.NotFound",
                                     .absent_status = 400,
                                     .absent_words = "The volume '{name}' does not exist.",
                                     .malformed_code = "InvalidVolumeID.Malformed",
                                     .malformed_words = kMalformed};

inline constexpr RecordKind kSnapshots{.name = "ec2.snapshot",
                                       .noun = "snapshot",
                                       .type = "snapshot",
                                       .arn = "ec2:{region}::snapshot/{SnapshotId}",
                                       .name_member = "SnapshotId",
                                       .id_prefix = "snap-",
                                       .tag_key_prefix = "ec2",
                                       .found_through = {"VolumeId"},
                                       .keys = snapshot_keys,
                                       .absent_code = "InvalidSnapshot.NotFound",
                                       .absent_status = 400,
                                       .absent_words = "The snapshot '{name}' does not exist.",
                                       .malformed_code = "InvalidSnapshotID.Malformed",
                                       .malformed_words = kMalformed};

// A fleet's id is of another form than those of the rest.
inline constexpr RecordKind kFleets{.name = "ec2.fleet",
                                    .noun = "fleet",
                                    .type = "fleet",
                                    .arn = "ec2:{region}:{account}:fleet/{FleetId}",
                                    .name_member = "FleetId",
                                    .id_prefix = "fleet-",
                                    .tag_key_prefix = "ec2",
                                    .keys = nullptr,
                                    .absent_code = "InvalidFleetId.NotFound",
                                    .absent_status = 400,
                                    .absent_words = "The fleet ID '{name}' does not exist"};

// The same records, led to by an id of something that they have.
constexpr RecordKind led_to(const RecordKind& kind, std::string_view member, std::string_view code,
                            std::string_view words) {
  RecordKind other = kind;
  other.led_to_by = member;
  other.absent_code = code;
  other.absent_words = words;
  other.malformed_code = "";
  return other;
}
inline constexpr RecordKind kVpcOfBlock =
    led_to(kVpcs, "_AssociationIds", "InvalidVpcCidrBlockAssociationID.NotFound",
           "The vpc CIDR block association ID '{name}' does not exist");
inline constexpr RecordKind kSubnetOfBlock =
    led_to(kSubnets, "_Ids", "InvalidSubnetCidrBlockAssociationID.NotFound",
           "The subnet CIDR block association ID '{name}' does not exist");
inline constexpr RecordKind kAddressOfAssociation =
    led_to(kAddresses, "AssociationId", "InvalidAssociationID.NotFound",
           "The association ID '{name}' does not exist");
inline constexpr RecordKind kAddressOfIp =
    led_to(kAddresses, "PublicIp", "InvalidAddress.NotFound", "Address '{name}' not found.");

}  // namespace account::ec2
