// The network of a cluster as kinds of resources for the engine (engine/model/kind.h), a file for each concern. What is
// desired of each stands beside its function; ids of others are outputs (engine/value.h). All but attachments, routes
// and associations have `tags`, an object; those that are not among them are others', and stay.
#pragma once

#include "blueprint/network/ec2_thing.h"

namespace blueprint {

inline constexpr std::string_view kVpc = "ec2-vpc";
inline constexpr std::string_view kSubnet = "ec2-subnet";
inline constexpr std::string_view kSubnetTags = "ec2-subnet-tags";
inline constexpr std::string_view kInternetGateway = "ec2-internet-gateway";
inline constexpr std::string_view kAttachment = "ec2-internet-gateway-attachment";
inline constexpr std::string_view kAddress = "ec2-address";
inline constexpr std::string_view kNatGateway = "ec2-nat-gateway";
inline constexpr std::string_view kRouteTable = "ec2-route-table";
inline constexpr std::string_view kRoute = "ec2-route";
inline constexpr std::string_view kAssociation = "ec2-route-table-association";
inline constexpr std::string_view kSecurityGroup = "ec2-security-group";
inline constexpr std::string_view kSecurityGroupRule = "ec2-security-group-rule";
inline constexpr std::string_view kVpcEndpoint = "ec2-vpc-endpoint";
inline constexpr std::string_view kFlowLog = "ec2-flow-log";

// All of them. `window`: so long what was just made may stay invisible.
engine::Kinds network_kinds(base::Milliseconds window);

// {cidr, dns_hostnames, dns_support}. Outputs: VpcId.
engine::ResourceKind vpc_kind();
// {vpc, cidr, zone, public_addresses}. Outputs: SubnetId, AvailabilityZone.
engine::ResourceKind subnet_kind();
// {subnet, tags}: of a subnet that is somebody else's, and of its tags those that we give it.
engine::ResourceKind subnet_tags_kind();
// {}. Outputs: InternetGatewayId.
engine::ResourceKind internet_gateway_kind();
// {gateway, vpc}.
engine::ResourceKind attachment_kind();
// {}. Outputs: AllocationId, PublicIp.
engine::ResourceKind address_kind();
// {subnet, address}: the address is an allocation's id. Outputs: NatGatewayId.
engine::ResourceKind nat_gateway_kind();
// {vpc}. Outputs: RouteTableId.
engine::ResourceKind route_table_kind();
// {table, destination, target}: a block of IPv4; the id of a gateway, of whichever kind.
engine::ResourceKind route_kind();
// {subnet, table}.
engine::ResourceKind association_kind();
// {vpc, name, description, egress}: `egress` is `all` or `none`. Outputs: GroupId.
engine::ResourceKind security_group_kind();
// {group, direction, protocol, from_port, to_port, peer, description}: `ingress` or `egress`; a block or the id of a
// group or prefix list. Of all protocols (`-1`) ports are -1.
engine::ResourceKind security_group_rule_kind();
// {vpc, service, type, route_tables} of the type `Gateway`, {vpc, service, type, subnets, groups, private_dns} of the
// type `Interface`. Outputs: VpcEndpointId.
engine::ResourceKind vpc_endpoint_kind();
// {vpc, bucket, traffic}: the bucket's ARN, with a prefix or without; `ALL`, `ACCEPT` or `REJECT`.
engine::ResourceKind flow_log_kind();

}  // namespace blueprint
