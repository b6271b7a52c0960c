#include "services/ec2/ec2.h"

#include "services/ec2/fleet.h"
#include "services/ec2/flow_log_delivery.h"
#include "services/ec2/instance.h"
#include "services/ec2/instance_events.h"
#include "services/ec2/kinds.h"
#include "services/ec2/nat_gateway.h"
#include "services/ec2/resource.h"
#include "services/ec2/vpc_endpoint.h"

namespace account::ec2 {
namespace {

// EC2 API Reference, "Error codes": a denial, and a call that only asks whether it may be made.
constexpr Dialect kDialect{.denied = "UnauthorizedOperation",
                           .denied_words =
                               "You are not authorized to perform this operation. {why}. Encoded "
                               "authorization failure message: {message}",
                           .dry_run = "DryRunOperation"};

void region_key(const Call& call, policy::Context& context) {
  context.set("ec2:Region", call.region);
}

}  // namespace

std::span<const Described* const> all_described() {
  static constexpr const Described* kAll[] = {
      &kDescribedVpcs,         &kDescribedSubnets,           &kDescribedInternetGateways,
      &kDescribedRouteTables,  &kDescribedSecurityGroups,    &kDescribedSecurityGroupRules,
      &kDescribedNetworkAcls,  &kDescribedDhcpOptions,       &kDescribedAddresses,
      &kDescribedNatGateways,  &kDescribedNetworkInterfaces, &kDescribedEgressOnlyGateways,
      &kDescribedVpcEndpoints, &kDescribedFlowLogs,          &kDescribedLaunchTemplates,
      &kDescribedKeyPairs,     &kDescribedVolumes,           &kDescribedVolumesModifications,
      &kDescribedVolumeStatus, &kDescribedSnapshots};
  return kAll;
}

Service service() {
  Service ec2{"ec2",
              "ec2",
              {vpc_operations(),
               default_vpc_operations(),
               vpc_block_operations(),
               subnet_operations(),
               internet_gateway_operations(),
               route_table_operations(),
               route_operations(),
               security_group_operations(),
               security_group_rule_operations(),
               network_acl_operations(),
               dhcp_options_operations(),
               address_operations(),
               nat_gateway_operations(),
               network_interface_operations(),
               interface_attachment_operations(),
               egress_only_gateway_operations(),
               prefix_list_operations(),
               endpoint_service_operations(),
               vpc_endpoint_operations(),
               flow_log_operations(),
               security_group_query_operations(),
               absent_thing_operations(),
               launch_template_operations(),
               launch_template_version_operations(),
               instance_type_operations(),
               image_operations(),
               own_image_operations(),
               key_pair_operations(),
               run_instances_operations(),
               instance_state_operations(),
               instance_query_operations(),
               instance_attribute_operations(),
               volume_operations(),
               volume_modification_operations(),
               volume_status_operations(),
               snapshot_operations(),
               fleet_operations(),
               spot_price_operations(),
               region_operations(),
               tag_operations()},
              kDialect};
  ec2.kinds = tagged_kinds();
  ec2.control = {{kInstanceEventControl, control_instance_events}};
  for (std::span<const Effect> effects : {nat_gateway_effects(), endpoint_effects(), instance_effects(),
                                          instance_event_effects(), flow_log_effects(), fleet_effects()})
    ec2.effects.insert(ec2.effects.end(), effects.begin(), effects.end());
  ec2.keys = region_key;
  return ec2;
}

}  // namespace account::ec2
