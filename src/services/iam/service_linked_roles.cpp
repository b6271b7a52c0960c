// Roles that a service makes for itself: below /aws-service-role/SERVICE/, trusted by that service only.
#include <map>

#include "account/record/own_issuers.h"
#include "aws/model/managed_policies.h"
#include "services/iam/entities.h"
#include "services/iam/iam.h"

namespace account::iam {
namespace {

// By its id: as GetServiceLinkedRoleDeletionStatus answers it.
constexpr std::string_view kDeletionTask = "iam.deletion_task";

struct ServiceLinked {
  std::string_view service;
  std::string_view role;
  std::string_view policy;
};

// IAM User Guide, "AWS services that work with IAM", and each service's page on its role.
constexpr ServiceLinked kKnown[] = {
    {"eks.amazonaws.com", "AWSServiceRoleForAmazonEKS", "AmazonEKSServiceRolePolicy"},
    {"eks-nodegroup.amazonaws.com", "AWSServiceRoleForAmazonEKSNodegroup",
     "AWSServiceRoleForAmazonEKSNodegroup"},
    {"eks-fargate.amazonaws.com", "AWSServiceRoleForAmazonEKSForFargate",
     "AmazonEKSForFargateServiceRolePolicy"},
    {"elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing",
     "AWSElasticLoadBalancingServiceRolePolicy"},
    {"autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling", "AutoScalingServiceRolePolicy"},
    {"spot.amazonaws.com", "AWSServiceRoleForEC2Spot", "AWSEC2SpotServiceRolePolicy"},
    {"spotfleet.amazonaws.com", "AWSServiceRoleForEC2SpotFleet", "AWSEC2SpotFleetServiceRolePolicy"},
    {"ec2fleet.amazonaws.com", "AWSServiceRoleForEC2Fleet", "AWSEC2FleetServiceRolePolicy"},
    {"dynamodb.application-autoscaling.amazonaws.com",
     "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable", "AWSApplicationAutoscalingDynamoDBTablePolicy"},
    {"rds.amazonaws.com", "AWSServiceRoleForRDS", "AmazonRDSServiceRolePolicy"},
    {"elasticache.amazonaws.com", "AWSServiceRoleForElastiCache", "ElastiCacheServiceRolePolicy"},
    {"ecs.amazonaws.com", "AWSServiceRoleForECS", "AmazonECSServiceRolePolicy"},
    {"es.amazonaws.com", "AWSServiceRoleForAmazonElasticsearchService",
     "AmazonElasticsearchServiceRolePolicy"},
    {"organizations.amazonaws.com", "AWSServiceRoleForOrganizations", "AWSOrganizationsServiceTrustPolicy"},
};

const ServiceLinked* find_known(std::string_view service) {
  for (const ServiceLinked& known : kKnown) {
    if (known.service == service) return &known;
  }
  return nullptr;
}

std::string path_for(const std::string& service) {
  return fmt::format("/aws-service-role/{}/", service);
}

std::string role_name(const Call& call, const ServiceLinked& known) {
  std::string suffix = call.input.text("CustomSuffix");
  return suffix.empty() ? std::string(known.role) : fmt::format("{}_{}", known.role, suffix);
}

aws::Result<Questions> on_service(const Call& call) {
  std::string service = call.input.text("AWSServiceName");
  const ServiceLinked* known = find_known(service);
  policy::Context context;
  context.set("iam:AWSServiceName", service);
  Object role{{"Path", path_for(service)}, {"RoleName", known ? role_name(call, *known) : "*"}};
  return ask(arn_of(call.state, kRoles, role), std::move(context));
}

Output create_role(Call& call) {
  std::string service = call.input.text("AWSServiceName");
  const ServiceLinked* known = find_known(service);
  if (!known) return invalid_input(fmt::format("Service role for {} is not known to this account.", service));
  std::string name = role_name(call, *known);
  if (find(call.state, kRoles, name)) {
    return invalid_input(fmt::format(
        "Service role name {} has been taken in this account, please try a different suffix.", name));
  }
  json::Value trust =
      Object{{"Version", "2012-10-17"},
             {"Statement", json::Array{Object{{"Action", json::Array{"sts:AssumeRole"}},
                                              {"Effect", "Allow"},
                                              {"Principal", Object{{"Service", json::Array{service}}}}}}}};
  Object role{{"Path", path_for(service)},
              {"RoleName", name},
              {"RoleId", unique_id("AROA", call.facilities.random)},
              {"CreateDate", base::to_ms(call.now)},
              {"AssumeRolePolicyDocument", json::dump(trust)},
              {"MaxSessionDuration", 3600}};
  role.set("Arn", arn_of(call.state, kRoles, role));
  role.set_if("Description", call.input.find("Description"));
  if (auto policy = aws::ManagedPolicy::find(known->policy)) role.set("Attached", json::Array{policy->arn()});
  store(call.state, kRoles, role);
  json::Value shown = show(role, {"Path", "RoleName", "RoleId", "Arn", "CreateDate",
                                  "AssumeRolePolicyDocument", "Description", "MaxSessionDuration"});
  return Object{{"Role", std::move(shown)}};
}

// What of its service still works with a role: {Region, Resources} for each region. Of EKS its clusters; no other
// service keeps anything here that would need its role.
json::Array uses_of(const State& state, std::string_view path) {
  std::map<std::string, json::Array> by_region;
  if (path == path_for("eks.amazonaws.com"))
    for (const Place& place : all_places(state.of("")))
      if (place.account == state.account())
        by_region[place.region].push_back(
            fmt::format("arn:aws:eks:{}:{}:cluster/{}", place.region, place.account, place.cluster));
  json::Array uses;
  for (auto& [region, resources] : by_region)
    uses.push_back(Object{{"Region", region}, {"Resources", std::move(resources)}});
  return uses;
}

// A role that is in use stays, and the task fails (IAM User Guide, "Delete a service-linked role").
Output delete_role(Call& call) {
  Found& role = call.the();
  std::string path = role.text("Path");
  if (!path.starts_with("/aws-service-role/")) return absent(kRoles, role.named);
  std::string task = fmt::format("task{}{}/{}", path, role.named, call.facilities.random.uuid());
  Object status{{"Status", "SUCCEEDED"}};
  if (json::Array uses = uses_of(call.state, path); uses.empty()) {
    call.erase(role);
  } else {
    status = Object{{"Status", "FAILED"},
                    {"Reason", Object{{"Reason", "The role is in use by resources of its service."},
                                      {"RoleUsageList", std::move(uses)}}}};
  }
  call.state.put(kDeletionTask, task, std::move(status));
  return Object{{"DeletionTaskId", task}};
}

aws::Result<Questions> on_task(const Call& call) {
  // task/aws-service-role/SERVICE/NAME/ID
  std::string task = call.input.text("DeletionTaskId");
  std::string role = task.substr(0, task.rfind('/'));
  if (role.starts_with("task/")) role = role.substr(4);
  return ask(fmt::format("arn:aws:iam::{}:role{}", call.state.account(), role));
}

Output deletion_status(Call& call) {
  auto task = call.state.get(kDeletionTask, call.input.text("DeletionTaskId"));
  if (!task)
    return aws::error("NoSuchEntity", 404, "The deletion task {} cannot be found.",
                      call.input.text("DeletionTaskId"));
  return std::move(*task);
}

constexpr Operation kOperations[] = {
    {"CreateServiceLinkedRole", on_service, create_role},
    {"DeleteServiceLinkedRole", {on(kRoles)}, delete_role},
    {"GetServiceLinkedRoleDeletionStatus", on_task, deletion_status},
};

}  // namespace

std::span<const Operation> service_linked_role_operations() {
  return kOperations;
}

}  // namespace account::iam
