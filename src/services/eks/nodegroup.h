// Managed node groups (Amazon EKS User Guide, "Simplify node lifecycle with managed node groups"): EKS makes a launch
// template, an instance profile and an Auto Scaling group for each, as its service-linked role for node groups, and
// lets the nodes' role into the cluster.
//
// The record (CLUSTER/NAME): {"Nodegroup": as DescribeNodegroup answers it but for status and health, "State", "Since"
// and "Speed" of its lifecycle, "Issues": of its health, "Template" and "Profile": id and name of what was made,
// "Undrained": nodes that no pod can be evicted from}.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "account/call/due_work.h"
#include "account/call/invoke.h"
#include "account/call/operation.h"
#include "account/record/kind.h"
#include "services/eks/cluster_part.h"

namespace account::eks {

inline constexpr std::string_view kNodegroupService = "eks-nodegroup.amazonaws.com";
inline constexpr std::string_view kUpdatingInVain = "UPDATING_IN_VAIN";  // a state that is shown as UPDATING
inline constexpr std::string_view kNodegroupRole = "AWSServiceRoleForAmazonEKSNodegroup";

inline constexpr RecordKind kNodegroups{
    .name = "eks.nodegroup",
    .noun = "node group",
    .type = "nodegroup",
    .arn = "eks:{region}:{account}:nodegroup/{clusterName}/{nodegroupName}/{id}",
    .name_member = "nodegroupName",
    .shown_member = "Nodegroup",
    .arn_member = "nodegroupArn",
    .tags_member = "tags",
    .locate = locate_part,
    .absent_code = "ResourceNotFoundException",
    .absent_words = "No node group found for name: {name}."};

// As DescribeNodegroup answers it now.
json::Value seen_nodegroup(const json::Value& record, base::Time now);
// CREATING, ACTIVE, CREATE_FAILED, UPDATING, DELETING.
std::string nodegroup_state(const json::Value& record, base::Time now);
// {GROUP: [NODE, ...]}: nodes whose pods a disruption budget keeps, so that new versions of the group fail.
base::Status set_undrained(State state, const std::string& cluster, const json::Value& groups);
// Whether a group of the cluster works and has nodes.
bool has_nodes(const State& state, std::string_view cluster, base::Time now);

// The image of an AMI type: AWS's public parameter that names it, and on what it runs where nothing is said.
struct NodeImage {
  std::string_view ami_type;
  std::string_view before, after;  // the parameter, with the version of Kubernetes between
  std::string_view default_type;
};
const NodeImage* find_node_image(std::string_view ami_type);

// What EKS looks at with the caller's own permissions before it makes anything, in this order: its role for node
// groups, the nodes' role and its policies, the subnets, the launch template. InvalidRequestException,
// InvalidParameterException.
aws::Result<void> check_as_caller(Call& call);
// The data of the launch template that the call names; empty: it names none. As the caller.
aws::Result<json::Object> template_data(Call& call);

// What the service makes of a new record, and begins its life. A failure is an issue of its health.
void build_nodegroup(Call& call, json::Value& record, const json::Object& data);
// One call of the service's own, in a call or when its time has come.
Output as_nodegroup_service(const Origin& origin, std::string_view service, std::string_view operation,
                            json::Value input);
Output as_nodegroup_service(Call& call, std::string_view service, std::string_view operation,
                            json::Value input);
void begin_nodegroup_state(Call& call, json::Value& record, std::string_view state);
std::span<const Effect> nodegroup_effects();

}  // namespace account::eks
