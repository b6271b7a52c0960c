#include "services/quotas.h"

namespace account::quotas {

std::span<const Quota* const> all() {
  static constexpr const Quota* kAll[] = {&kVpcs,
                                          &kSubnetsPerVpc,
                                          &kBlocksPerVpc,
                                          &kV6BlocksPerVpc,
                                          &kV6BlocksPerSubnet,
                                          &kInternetGateways,
                                          &kNatGatewaysPerZone,
                                          &kAddressesPerNatGateway,
                                          &kRouteTablesPerVpc,
                                          &kRoutesPerRouteTable,
                                          &kNetworkAclsPerVpc,
                                          &kRulesPerNetworkAcl,
                                          &kSecurityGroups,
                                          &kRulesPerSecurityGroup,
                                          &kSecurityGroupsPerInterface,
                                          &kGatewayEndpoints,
                                          &kInterfaceEndpointsPerVpc,
                                          &kFlowLogsPerResource,
                                          &kElasticIps,
                                          &kStandardVcpus,
                                          &kLaunchTemplates,
                                          &kVersionsPerLaunchTemplate,
                                          &kAutoScalingGroups,
                                          &kPoliciesPerRole,
                                          &kPoliciesPerUser,
                                          &kPoliciesPerGroup,
                                          &kClusters,
                                          &kNodeGroups,
                                          &kNodesPerNodeGroup,
                                          &kFargateProfiles,
                                          &kPodIdentities,
                                          &kKeys,
                                          &kAliasesPerKey,
                                          &kGrantsPerKey,
                                          &kOnDemandRotations,
                                          &kEventBuses,
                                          &kRulesPerBus,
                                          &kTargetsPerRule,
                                          &kTables,
                                          &kTableOperations,
                                          &kStandardParameters,
                                          &kAdvancedParameters};
  return kAll;
}

}  // namespace account::quotas
