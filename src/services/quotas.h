// The quotas of AWS's services that can be set, in one table: what `slipway account quota` shows, and what operations
// check. The numbers are those of a new account; codes and titles are those of Service Quotas, where it has the quota.
// Sources: the pages called "quotas" or "service quotas" in the guides of IAM, VPC, EC2, EKS, KMS, EventBridge,
// DynamoDB, Systems Manager and EC2 Auto Scaling.
#pragma once

#include <span>

#include "account/call/quota.h"

namespace account::quotas {

// --- Amazon VPC ------------------------------------------------------------------------------------------------------

inline constexpr Quota kVpcs{"vpcs",
                             5,
                             "VpcLimitExceeded",
                             "The maximum number of VPCs has been reached.",
                             "vpc",
                             "L-F678F1CE",
                             "VPCs per Region"};

inline constexpr Quota kSubnetsPerVpc{"subnets-per-vpc",
                                      200,
                                      "SubnetLimitExceeded",
                                      "The maximum number of subnets has been reached.",
                                      "vpc",
                                      "L-407747CB",
                                      "Subnets per VPC"};

inline constexpr Quota kBlocksPerVpc{"blocks-per-vpc",
                                     5,
                                     "CidrLimitExceeded",
                                     "This network has met its maximum number of allowed CIDRs: {most}",
                                     "vpc",
                                     "L-83CA0A9D",
                                     "IPv4 CIDR blocks per VPC"};

inline constexpr Quota kV6BlocksPerVpc{"ipv6-blocks-per-vpc",
                                       5,
                                       "CidrLimitExceeded",
                                       "This network has met its maximum number of allowed CIDRs: {most}",
                                       "vpc",
                                       "L-085A6257",
                                       "IPv6 CIDR blocks per VPC"};

inline constexpr Quota kV6BlocksPerSubnet{"ipv6-blocks-per-subnet",
                                          1,
                                          "CidrLimitExceeded",
                                          "This network has met its maximum number of allowed CIDRs: {most}",
                                          "vpc",
                                          "",
                                          "IPv6 CIDR blocks per subnet"};

inline constexpr Quota kInternetGateways{"internet-gateways",
                                         5,
                                         "InternetGatewayLimitExceeded",
                                         "The maximum number of internet gateways has been reached.",
                                         "vpc",
                                         "L-A4707A72",
                                         "Internet gateways per Region"};

inline constexpr Quota kNatGatewaysPerZone{
    "nat-gateways-per-zone",
    5,
    "NatGatewayLimitExceeded",
    "Performing this operation would exceed the limit of {most} NAT gateways",
    "vpc",
    "L-FE5A380F",
    "NAT gateways per Availability Zone"};

inline constexpr Quota kAddressesPerNatGateway{
    "addresses-per-nat-gateway",
    2,
    "NatGatewayAddressLimitExceeded",
    "Performing this operation would exceed the limit of {most} addresses for the gateway",
    "vpc",
    "",
    "Elastic IP addresses per public NAT gateway"};

inline constexpr Quota kRouteTablesPerVpc{"route-tables-per-vpc",
                                          200,
                                          "RouteTableLimitExceeded",
                                          "The maximum number of route tables has been reached.",
                                          "vpc",
                                          "L-589F43AA",
                                          "Route tables per VPC"};

inline constexpr Quota kRoutesPerRouteTable{"routes-per-route-table",
                                            500,
                                            "RouteLimitExceeded",
                                            "The maximum number of routes has been reached.",
                                            "vpc",
                                            "L-93826ACB",
                                            "Routes per route table"};

inline constexpr Quota kNetworkAclsPerVpc{"network-acls-per-vpc",
                                          200,
                                          "NetworkAclLimitExceeded",
                                          "The maximum number of network ACLs has been reached.",
                                          "vpc",
                                          "L-B4A6D682",
                                          "Network ACLs per VPC"};

inline constexpr Quota kRulesPerNetworkAcl{"rules-per-network-acl",
                                           20,
                                           "NetworkAclEntryLimitExceeded",
                                           "The maximum number of network ACL entries has been reached.",
                                           "vpc",
                                           "L-2AEEBF1A",
                                           "Rules per network ACL"};

inline constexpr Quota kSecurityGroups{"security-groups",
                                       2500,
                                       "SecurityGroupLimitExceeded",
                                       "The maximum number of security groups has been reached.",
                                       "vpc",
                                       "L-E79EC296",
                                       "VPC security groups per Region"};

// In each direction; blocks of IPv6 are counted apart.
inline constexpr Quota kRulesPerSecurityGroup{
    "rules-per-security-group",
    60,
    "RulesPerSecurityGroupLimitExceeded",
    "The maximum number of rules per security group has been reached.",
    "vpc",
    "L-0EA8095F",
    "Inbound or outbound rules per security group"};

inline constexpr Quota kSecurityGroupsPerInterface{
    "security-groups-per-interface",
    5,
    "SecurityGroupsPerInterfaceLimitExceeded",
    "The maximum number of security groups per interface has been reached.",
    "vpc",
    "L-2AFB9258",
    "Security groups per network interface"};

inline constexpr Quota kGatewayEndpoints{"gateway-endpoints",
                                         20,
                                         "VpcEndpointLimitExceeded",
                                         "The maximum number of VPC endpoints has been reached.",
                                         "vpc",
                                         "L-1B52E74A",
                                         "Gateway VPC endpoints per Region"};

inline constexpr Quota kInterfaceEndpointsPerVpc{"interface-endpoints-per-vpc",
                                                 50,
                                                 "VpcEndpointLimitExceeded",
                                                 "The maximum number of VPC endpoints has been reached.",
                                                 "vpc",
                                                 "L-29B6F2EB",
                                                 "Interface VPC endpoints per VPC"};

inline constexpr Quota kFlowLogsPerResource{"flow-logs-per-resource",
                                            2,
                                            "FlowLogsLimitExceeded",
                                            "The maximum number of flow logs has been reached.",
                                            "vpc",
                                            "",
                                            "Flow logs per resource"};

// --- Amazon EC2 ------------------------------------------------------------------------------------------------------

inline constexpr Quota kElasticIps{"elastic-ips",
                                   5,
                                   "AddressLimitExceeded",
                                   "The maximum number of addresses has been reached.",
                                   "ec2",
                                   "L-0263D0A3",
                                   "EC2-VPC Elastic IPs"};

// What a new account has is less, and grows with its use.
inline constexpr Quota kStandardVcpus{
    "standard-vcpus",
    32,
    "VcpuLimitExceeded",
    "You have requested more vCPU capacity than your current vCPU limit of {most} allows for the "
    "instance bucket that the specified instance type belongs to. Please visit "
    "http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.",
    "ec2",
    "L-1216C47A",
    "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances"};

inline constexpr Quota kLaunchTemplates{"launch-templates",
                                        5000,
                                        "MaxTemplateLimitExceeded",
                                        "You have reached the maximum number of launch templates.",
                                        "ec2",
                                        "L-FB451C26",
                                        "Launch templates"};

inline constexpr Quota kVersionsPerLaunchTemplate{
    "versions-per-launch-template",
    10000,
    "MaxTemplateVersionLimitExceeded",
    "You have reached the maximum number of versions of the launch template.",
    "ec2",
    "L-142B4294",
    "Launch template versions"};

inline constexpr Quota kAutoScalingGroups{"auto-scaling-groups",
                                          500,
                                          "LimitExceeded",
                                          "The maximum number of groups has been reached.",
                                          "autoscaling",
                                          "L-CDE20ADC",
                                          "Auto Scaling groups per region"};

// --- AWS IAM --------------------------------------------------------------------------------------------------------

inline constexpr Quota kPoliciesPerRole{"policies-per-role",
                                        20,
                                        "LimitExceeded",
                                        "Cannot exceed quota for PoliciesPerRole: {most}",
                                        "iam",
                                        "L-0DA4ABF3",
                                        "Managed policies per role",
                                        true,
                                        409};

inline constexpr Quota kPoliciesPerUser{"policies-per-user",
                                        10,
                                        "LimitExceeded",
                                        "Cannot exceed quota for PoliciesPerUser: {most}",
                                        "iam",
                                        "L-4019AD8B",
                                        "Managed policies per user",
                                        true,
                                        409};

inline constexpr Quota kPoliciesPerGroup{"policies-per-group",
                                         10,
                                         "LimitExceeded",
                                         "Cannot exceed quota for PoliciesPerGroup: {most}",
                                         "iam",
                                         "L-384571C4",
                                         "Managed policies per group",
                                         true,
                                         409};

// --- Amazon EKS ------------------------------------------------------------------------------------------------------

inline constexpr Quota kClusters{
    "clusters",   100,       "ResourceLimitExceededException", "Cluster limit of {most} is exceeded.", "eks",
    "L-1194D53C", "Clusters"};

inline constexpr Quota kNodeGroups{"managed-node-groups",
                                   30,
                                   "ResourceLimitExceededException",
                                   "Nodegroup limit exceeded for cluster.",
                                   "eks",
                                   "L-6D54EA21",
                                   "Managed node groups per cluster"};

inline constexpr Quota kNodesPerNodeGroup{"nodes-per-node-group",
                                          450,
                                          "ResourceLimitExceededException",
                                          "A node group can have at most {most} nodes",
                                          "eks",
                                          "L-BD136A63",
                                          "Nodes per managed node group"};

inline constexpr Quota kFargateProfiles{"fargate-profiles",
                                        10,
                                        "ResourceLimitExceededException",
                                        "Fargate Profile limit exceeded for cluster.",
                                        "eks",
                                        "L-33415657",
                                        "Fargate profiles per cluster"};

inline constexpr Quota kPodIdentities{"pod-identity-associations",
                                      5000,
                                      "ResourceLimitExceededException",
                                      "You have reached the limit of {most} associations per cluster.",
                                      "eks",
                                      "",
                                      "EKS Pod Identity associations per cluster"};

// --- others ----------------------------------------------------------------------------------------------------------

inline constexpr Quota kKeys{"kms-keys",
                             100'000,
                             "LimitExceededException",
                             "You have reached the limit of {most} keys in this Region.",
                             "kms",
                             "L-C2F1777E",
                             "Customer Master Keys (CMKs)"};

inline constexpr Quota kAliasesPerKey{"kms-aliases-per-key",
                                      50,
                                      "LimitExceededException",
                                      "The key has {most} aliases, which is the most.",
                                      "kms",
                                      "L-340F62FB",
                                      "Aliases per CMK"};

inline constexpr Quota kGrantsPerKey{"kms-grants-per-key",
                                     50'000,
                                     "LimitExceededException",
                                     "The number of grants for the key has reached its limit of {most}.",
                                     "kms",
                                     "",
                                     "Grants per CMK"};

inline constexpr Quota kOnDemandRotations{
    "kms-on-demand-rotations",
    25,
    "LimitExceededException",
    "The key has been rotated on demand {most} times, which is the most.",
    "kms",
    "",
    "On-demand rotations per key"};

inline constexpr Quota kEventBuses{"event-buses",
                                   100,
                                   "LimitExceededException",
                                   "The requested resource exceeds the maximum number allowed.",
                                   "events",
                                   "L-658A4FD9",
                                   "Event buses"};

inline constexpr Quota kRulesPerBus{"rules-per-bus",
                                    300,
                                    "LimitExceededException",
                                    "The requested resource exceeds the maximum number allowed.",
                                    "events",
                                    "L-244521F2",
                                    "Number of rules"};

inline constexpr Quota kTargetsPerRule{"targets-per-rule",
                                       5,
                                       "LimitExceededException",
                                       "The requested resource exceeds the maximum number allowed.",
                                       "events",
                                       "L-388D1D08",
                                       "Targets per rule",
                                       false};

inline constexpr Quota kTables{
    "dynamodb-tables",
    2500,
    "LimitExceededException",
    "Subscriber limit exceeded: The number of tables exceeds the account's limit of {most}",
    "dynamodb",
    "L-F98FE922",
    "Maximum number of tables"};

inline constexpr Quota kTableOperations{
    "dynamodb-table-operations",
    500,
    "LimitExceededException",
    "Subscriber limit exceeded: Only {most} tables can be created, updated, or deleted "
    "simultaneously",
    "dynamodb",
    "",
    "Concurrent control plane operations"};

inline constexpr Quota kStandardParameters{
    "standard-parameters",
    10'000,
    "ParameterLimitExceeded",
    "You have reached the maximum number of standard parameters for this AWS account and Region "
    "({most}). To add more parameters, either delete existing parameters or upgrade to the "
    "advanced-parameter tier (charges apply).",
    "ssm",
    "",
    "Standard parameters per Region"};

inline constexpr Quota kAdvancedParameters{
    "advanced-parameters",
    100'000,
    "ParameterLimitExceeded",
    "You have reached the maximum number of advanced parameters for this AWS account and Region "
    "({most}).",
    "ssm",
    "",
    "Advanced parameters per Region"};

// All of them, by service.
std::span<const Quota* const> all();

}  // namespace account::quotas
