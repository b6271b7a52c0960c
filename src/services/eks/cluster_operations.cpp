#include "account/call/facilities.h"
#include "account/record/identities.h"
#include "base/encoding.h"
#include "base/text.h"
#include "services/eks/access_entry.h"
#include "services/eks/addon_catalog.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_endpoint.h"
#include "services/eks/cluster_network.h"
#include "services/eks/cluster_options.h"
#include "services/eks/cluster_state.h"
#include "services/eks/config_keys.h"
#include "services/eks/eks.h"
#include "services/eks/fargate.h"
#include "services/eks/identity_mapping.h"
#include "services/eks/issuer.h"
#include "services/eks/kubernetes_version.h"
#include "services/eks/network_look.h"
#include "services/eks/nodegroup.h"
#include "services/eks/refused_input.h"
#include "services/eks/secrets_encryption.h"
#include "services/eks/service_role.h"
#include "services/quotas.h"

namespace account::eks {
namespace {

bool creator_is_admin(const Input& in) {
  const json::Value* access = in.find("accessConfig");
  return !access || access->bool_or("bootstrapClusterCreatorAdminPermissions", true);
}

// Of CreateCluster, which follow from what the call says (Service Authorization Reference, EKS).
void new_cluster_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  config_keys(call, nullptr, context);
  context.set("eks:bootstrapClusterCreatorAdminPermissions", creator_is_admin(in) ? "true" : "false");
  context.set("eks:deletionProtection", in.flag("deletionProtection") ? "true" : "false");
  if (in.has("version")) context.set("eks:kubernetesVersion", in.text("version"));
  if (const json::Value* self_managed = in.find("bootstrapSelfManagedAddons"))
    context.set("eks:bootstrapSelfManagedAddons", self_managed->as_bool() ? "true" : "false");
}

// The cluster is what its role is for.
void role_keys(const Call& call, const json::Value*, policy::Context& context) {
  context.set("iam:AssociatedResourceArn", cluster_arn(call.state, call.input.text("name")));
}

// That of the nodes of auto mode.
aws::Result<Resource> locate_node_role(const Asking& asking) {
  const json::Value* compute = asking.find("computeConfig");
  return Resource{.arn = std::string(compute ? compute->string_or("nodeRoleArn", "") : "")};
}
bool has_node_role(const Asking& asking, const Resource&) {
  const json::Value* compute = asking.find("computeConfig");
  return compute && !compute->string_or("nodeRoleArn", "").empty();
}
constexpr RecordKind kNodeRole{.name = "eks.node_role",
                               .noun = "role",
                               .type = "role",
                               .arn = "iam::{account}:role/{nodeRoleArn}",
                               .name_member = "nodeRoleArn",
                               .locate = locate_node_role};
constexpr Need kPassesNodeRole =
    passes(kNodeRole, kEks).when({"computeConfig names a role for nodes", has_node_role});

// EKS must be able to assume the role that it is given.
aws::Result<void> check_role(const Call& call, const std::string& role_arn) {
  TRY(check_own_role(call, role_arn));
  if (TRY(trusts(call, role_arn, {kEks, cluster_arn(call.state, call.input.text("name"))}))) return {};
  return invalid(
      fmt::format("Role with arn: {}, could not be assumed because it does not exist or the trusted entity "
                  "is not correct",
                  role_arn));
}

json::Value member_or(const Input& in, std::string_view name, const json::Value& fallback) {
  const json::Value* value = in.find(name);
  return value ? *value : fallback;
}

json::Value vpc_config(const Input& in) {
  Object config{{"subnetIds", json::Array()},
                {"securityGroupIds", json::Array()},
                {"vpcId", ""},
                {"endpointPublicAccess", true},
                {"endpointPrivateAccess", false},
                {"publicAccessCidrs", json::Array{"0.0.0.0/0"}}};
  if (const json::Value* given = in.find("resourcesVpcConfig")) {
    for (const auto& member : given->as_object()) config.set(member.name, member.value);
  }
  return config;
}

std::string wanted_version(const Call& call) {
  return call.input.has("version") ? call.input.text("version") : std::string(default_version(call.now));
}

json::Value describe(const Call& call, const std::string& id) {
  const Input& in = call.input;
  Facilities& facilities = call.facilities;
  std::string name = in.text("name");
  Object access{{"bootstrapClusterCreatorAdminPermissions", creator_is_admin(in)},
                {"authenticationMode", "CONFIG_MAP"}};  // the API's default; the console's is another
  const json::Value* given_access = in.find("accessConfig");
  if (given_access) access.set_if("authenticationMode", given_access->find("authenticationMode"));
  Object cluster{
      {"name", name},
      {"arn", cluster_arn(call.state, name)},
      {"createdAt", base::to_ms(call.now)},
      {"version", wanted_version(call)},
      {"endpoint", fmt::format("{}{}{}", facilities.endpoint, kClusterPath, id)},
      {"roleArn", in.text("roleArn")},
      {"resourcesVpcConfig", vpc_config(in)},
      {"logging", member_or(in, "logging", Object{{"clusterLogging", json::Array()}})},
      {"identity", Object{{"oidc", Object{{"issuer", issuer_url(call.region, id)}}}}},
      {"certificateAuthority", Object{{"data", base::base64(facilities.authority_pem)}}},
      {"platformVersion", kPlatformVersion},
      {"tags", member_or(in, "tags", Object())},
      {"accessConfig", std::move(access)},
      {"health", Object{{"issues", json::Array()}}},
  };
  add_options(in, cluster);
  return cluster;
}

// By an entry where the cluster takes entries, and one can be made of the creator: of root there is none.
void let_creator_in(const Call& call, json::Value& record) {
  std::string arn = principal_arn(call.caller);
  auto creator = find_principal(call.state, arn);
  if (creator && authentication_mode(record) != "CONFIG_MAP") {
    put_creator_entry(call.state, call.input.text("name"), *creator, call.now, call.facilities.random);
    return;
  }
  record.as_object().set("CreatorId", principal_id(call.caller));
  record.as_object().set("CreatorArn", arn);
}

aws::Result<void> check_network(const json::Value& config) {
  TRY(check_subnets(config));
  TRY(check_public_cidrs(config.strings_at("publicAccessCidrs")));
  if (config.bool_or("endpointPublicAccess", true) || config.bool_or("endpointPrivateAccess", false))
    return {};
  return invalid("Private and public endpoint access cannot be false");
}

json::Array self_managed_addons() {
  json::Array names;
  for (const KnownAddon& addon : known_addons())
    if (addon.self_managed) names.push_back(addon.name);
  return names;
}

Output create_cluster(Call& call) {
  const Input& in = call.input;
  std::string name = in.text("name");
  auto existing = call.state.get(kCluster, name);
  if (existing && is_stopped(*existing)) {
    give_up_cluster(call.state, call.facilities, *existing);  // whoever makes a new one wants no old one back
  } else if (existing) {
    return aws::error("ResourceInUseException", 409, "Cluster already exists with name: {}", name);
  }
  TRY(check_version(wanted_version(call), call.now));
  TRY(check_network(*in.find("resourcesVpcConfig")));
  TRY(check_auto_mode(in));
  TRY(check_quota(call, quotas::kClusters, call.state.ids(kCluster).size()));
  TRY(check_tags(in.find("tags"), "InvalidParameterException"));
  TRY(check_role(call, in.text("roleArn")));
  std::string id = base::upper(call.facilities.random.hex(32));
  json::Value cluster = describe(call, id);
  TRY(check_options(cluster));
  TRY(ensure_service_linked_role(call, kEks, kEksRole));
  ServiceRole role(call.state, call.facilities, call.now);
  TRY(look_at_network(role, cluster.as_object()["resourcesVpcConfig"]));
  TRY(create_issuer(call.state, name, id, call.facilities));
  json::Value record = Object{{"Cluster", std::move(cluster)}, {"Id", id}};
  if (in.flag("bootstrapSelfManagedAddons", true))
    record.as_object().set("SelfManaged", self_managed_addons());
  json::Array encryption = TRY(take_encryption(call, record));
  if (!encryption.empty())
    record.as_object()["Cluster"].as_object().set("encryptionConfig", std::move(encryption));
  keep_state(record, {"CREATING", call.now, call.facilities.speed});
  begin_logs(call, record);
  build_network_later(call, record);
  if (creator_is_admin(in)) let_creator_in(call, record);
  call.make(kClusters, name, record);
  return Object{{"cluster", seen_cluster(record, call.now)}};
}

Output describe_cluster(Call& call) {
  return Object{{"cluster", seen_cluster(call.the().record, call.now)}};
}

Output list_clusters(Call& call) {
  std::vector<Entry> clusters = call.state.list(kCluster);
  std::erase_if(clusters, [](const Entry& entry) { return is_stopped(entry.value); });
  return list_page(call, std::move(clusters), "clusters",
                   [](const Entry& one) { return json::Value(one.id); });
}

Output delete_cluster(Call& call) {
  json::Value& record = call.the().record;
  if (kept_state(record, "").state != "DELETING") {
    TRY(check_can_delete(call, record));
    if (!parts_of(call.state, kNodegroups, call.the().named).empty())
      return aws::error("ResourceInUseException", 409, "Cluster has nodegroups attached");
    if (!parts_of(call.state, kFargateProfiles, call.the().named).empty())
      return aws::error("ResourceInUseException", 409, "Cluster has Fargate profiles attached");
    if (record.find("Cluster")->bool_or("deletionProtection", false))
      return aws::error("InvalidRequestException", 400, "Cluster {} has deletion protection enabled",
                        call.the().named);
    retire_key_grant(call, record);
    begin_deletion(call, record);
  }
  json::Value cluster = seen_cluster(record, call.now);
  cluster.as_object().set("status", "DELETING");  // also if nothing takes any time
  return Object{{"cluster", std::move(cluster)}};
}

// CreateCluster takes no resource: only `*` grants it (Service Authorization Reference, EKS).
constexpr Operation kOperations[] = {
    {"CreateCluster",
     {any().keys(new_cluster_keys), creates(kClusters).asks("eks:TagResource").when("tags"),
      passes(kEks, "roleArn").keys(role_keys), kPassesNodeRole},
     create_cluster},
    {"DescribeCluster", {on(kClusters)}, describe_cluster},
    {"ListClusters", {any()}, list_clusters},
    {"DeleteCluster", {on(kClusters)}, delete_cluster},
};

}  // namespace

std::span<const Operation> cluster_operations() {
  return kOperations;
}

}  // namespace account::eks
