// Amazon EC2: the network of a region, and what computes in it. Its own way of speaking is data (ec2.cpp); each kind of
// thing has a file.
#pragma once

#include "account/call/service.h"
#include "services/ec2/describe.h"

namespace account::ec2 {

Service service();

std::span<const Operation> vpc_operations();
std::span<const Operation> default_vpc_operations();
std::span<const Operation> vpc_block_operations();
std::span<const Operation> subnet_operations();
std::span<const Operation> internet_gateway_operations();
std::span<const Operation> route_table_operations();
std::span<const Operation> route_operations();
std::span<const Operation> security_group_operations();
std::span<const Operation> security_group_rule_operations();
std::span<const Operation> network_acl_operations();
std::span<const Operation> dhcp_options_operations();
std::span<const Operation> address_operations();
std::span<const Operation> nat_gateway_operations();
std::span<const Operation> network_interface_operations();
std::span<const Operation> interface_attachment_operations();
std::span<const Operation> egress_only_gateway_operations();
std::span<const Operation> prefix_list_operations();
std::span<const Operation> endpoint_service_operations();
std::span<const Operation> vpc_endpoint_operations();
std::span<const Operation> flow_log_operations();
std::span<const Operation> security_group_query_operations();
std::span<const Operation> absent_thing_operations();
std::span<const Operation> launch_template_operations();
std::span<const Operation> launch_template_version_operations();
std::span<const Operation> instance_type_operations();
std::span<const Operation> image_operations();
std::span<const Operation> own_image_operations();
std::span<const Operation> key_pair_operations();
std::span<const Operation> run_instances_operations();
std::span<const Operation> instance_state_operations();
std::span<const Operation> instance_query_operations();
std::span<const Operation> instance_attribute_operations();
std::span<const Operation> volume_operations();
std::span<const Operation> volume_modification_operations();
std::span<const Operation> volume_status_operations();
std::span<const Operation> snapshot_operations();
std::span<const Operation> fleet_operations();
std::span<const Operation> spot_price_operations();
std::span<const Operation> region_operations();
std::span<const Operation> tag_operations();

extern const Described kDescribedVpcs;
extern const Described kDescribedSubnets;
extern const Described kDescribedInternetGateways;
extern const Described kDescribedEgressOnlyGateways;
extern const Described kDescribedVpcEndpoints;
extern const Described kDescribedFlowLogs;
extern const Described kDescribedLaunchTemplates;
extern const Described kDescribedRouteTables;
extern const Described kDescribedSecurityGroups;
extern const Described kDescribedSecurityGroupRules;
extern const Described kDescribedNetworkAcls;
extern const Described kDescribedDhcpOptions;
extern const Described kDescribedAddresses;
extern const Described kDescribedNatGateways;
extern const Described kDescribedNetworkInterfaces;
extern const Described kDescribedKeyPairs;
extern const Described kDescribedVolumes;
extern const Described kDescribedVolumesModifications;
extern const Described kDescribedVolumeStatus;
extern const Described kDescribedSnapshots;

// Of what is described by a function.
std::span<const FilterPlace> instance_filters();
std::span<const FilterPlace> instance_status_filters();
std::span<const FilterPlace> instance_type_filters();
std::span<const FilterPlace> image_filters();

}  // namespace account::ec2
