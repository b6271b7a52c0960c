#include "account/call/ask.h"
#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "account/record/identities.h"
#include "base/arn.h"
#include "base/encoding.h"
#include "base/text.h"
#include "services/eks/access_entry.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_endpoint.h"
#include "services/eks/cluster_state.h"
#include "services/eks/config_keys.h"
#include "services/eks/eks.h"
#include "services/eks/identity_mapping.h"
#include "services/eks/issuer.h"
#include "services/eks/refused_input.h"
#include "services/eks/secrets_encryption.h"

namespace account::eks {
namespace {

constexpr std::string_view kPrincipal = "eks.amazonaws.com";
constexpr std::string_view kPlatformVersion = "eks.1";
constexpr std::string_view kServiceCidr = "10.100.0.0/16";

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

// EKS must be able to assume the role that it is given.
aws::Result<void> check_role(const Call& call, const std::string& role_arn) {
  auto arn = base::Arn::parse(role_arn);
  if (!arn || arn->service != "iam" || !arn->resource.starts_with("role/")) {
    return invalid(fmt::format("Role ARN {} is not valid", role_arn));
  }
  if (arn->account != call.state.account()) return invalid("Cross-account pass role is not allowed.");
  auto role = find_role_by_arn(call.state.of(arn->account), role_arn);
  if (!role) return invalid(fmt::format("Role with arn: {}, does not exist.", role_arn));

  Caller service;
  service.principal.type = policy::PrincipalType::service;
  service.principal.service = kPrincipal;
  Question question{"sts:AssumeRole",
                    role_arn,
                    arn->account,
                    {},
                    std::string(role->string_or("AssumeRolePolicyDocument", "")),
                    policy::ResourcePolicyKind::trust};
  if (TRY(ask(call, service, question, {}, call.state)).is_allowed()) return {};
  return invalid(
      fmt::format("Role with arn: {}, could not be assumed because it does not exist or the trusted entity "
                  "is not correct",
                  role_arn));
}

// EKS works with a role of its own in the account, which it makes with the permissions of whoever creates the first
// cluster (EKS User Guide, "Using service-linked roles for Amazon EKS").
aws::Result<void> ensure_service_linked_role(Call& call) {
  constexpr std::string_view kRole = "AWSServiceRoleForAmazonEKS";
  std::string arn =
      fmt::format("arn:aws:iam::{}:role/aws-service-role/{}/{}", call.state.account(), kPrincipal, kRole);
  if (find_role_by_arn(call.state.of(call.state.account()), arn)) return {};
  Output made = invoke(call, {kPrincipal, Access::forwarded, "iam", "CreateServiceLinkedRole",
                              Object{{"AWSServiceName", kPrincipal}}});
  if (made) return {};
  if (made.error().status != 403) return tl::unexpected(std::move(made).error());
  return aws::error(
      "InvalidRequestException", 400,
      "Failed to create service linked role: {} due to missing permissions for 'iam:CreateServiceLinkedRole'",
      kRole);
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

json::Value describe(const Call& call, const std::string& id) {
  const Input& in = call.input;
  Facilities& facilities = call.facilities;
  std::string name = in.text("name");
  Object network{{"serviceIpv4Cidr", kServiceCidr}, {"ipFamily", "ipv4"}};
  Object access{{"bootstrapClusterCreatorAdminPermissions", creator_is_admin(in)},
                {"authenticationMode", "CONFIG_MAP"}};  // the API's default; the console's is another
  const json::Value* given_access = in.find("accessConfig");
  if (given_access) access.set_if("authenticationMode", given_access->find("authenticationMode"));
  Object cluster{
      {"name", name},
      {"arn", cluster_arn(call.state, name)},
      {"createdAt", base::to_ms(call.now)},
      {"version", in.has("version") ? in.text("version") : std::string(kDefaultVersion)},
      {"endpoint", fmt::format("{}{}{}", facilities.endpoint, kClusterPath, id)},
      {"roleArn", in.text("roleArn")},
      {"resourcesVpcConfig", vpc_config(in)},
      {"kubernetesNetworkConfig", member_or(in, "kubernetesNetworkConfig", std::move(network))},
      {"logging", member_or(in, "logging", Object{{"clusterLogging", json::Array()}})},
      {"identity", Object{{"oidc", Object{{"issuer", issuer_url(call.region, id)}}}}},
      {"certificateAuthority", Object{{"data", base::base64(facilities.authority_pem)}}},
      {"platformVersion", kPlatformVersion},
      {"tags", member_or(in, "tags", Object())},
      {"accessConfig", std::move(access)},
      {"deletionProtection", in.flag("deletionProtection")},
  };
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

Output create_cluster(Call& call) {
  const Input& in = call.input;
  std::string name = in.text("name");
  auto existing = call.state.get(kCluster, name);
  if (existing && is_stopped(*existing)) {
    erase_cluster(call.state, name, *existing);  // whoever makes a new one wants no old one back
  } else if (existing) {
    return aws::error("ResourceInUseException", 409, "Cluster already exists with name: {}", name);
  }
  TRY(check_version(in));
  TRY(check_subnets(*in.find("resourcesVpcConfig")));
  TRY(check_tags(in.find("tags"), "InvalidParameterException"));
  TRY(check_role(call, in.text("roleArn")));
  TRY(ensure_service_linked_role(call));
  std::string id = base::upper(call.facilities.random.hex(32));
  TRY(create_issuer(call.state, name, id, call.facilities));
  json::Value record = Object{{"Cluster", describe(call, id)}, {"Id", id}};
  json::Array encryption = TRY(take_encryption(call, record));
  if (!encryption.empty())
    record.as_object()["Cluster"].as_object().set("encryptionConfig", std::move(encryption));
  keep_state(record, {"CREATING", call.now, call.facilities.speed});
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
     {any().keys(new_cluster_keys), passes(kPrincipal, "roleArn").keys(role_keys)},
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
