#include "services/eks/identity_provider.h"

#include "account/call/facilities.h"
#include "account/record/lifecycle.h"
#include "account/record/tags.h"
#include "net/url.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_part.h"
#include "services/eks/cluster_state.h"
#include "services/eks/durations.h"
#include "services/eks/eks.h"
#include "services/eks/refused_input.h"
#include "services/eks/update_record.h"

namespace account::eks {
namespace {

using json::Array;

constexpr std::string_view kEraseProvider = "eks.erase_identity_provider";
constexpr std::string_view kOidc = "oidc";
constexpr Transition kProviderLife[] = {{"CREATING", "ACTIVE", kProviderTakes, "CREATING"},
                                        {"DELETING", "", kProviderTakes, "DELETING"}};

std::string wanted_name(const json::Value* config) {
  return std::string(config ? config->string_or("name", "") : "");
}

aws::Result<json::Value> find_provider(const Call& call) {
  TRY(require(call.state, kClusters, call.input.text(kClusterName)));
  const json::Value& config = *call.input.find("identityProviderConfig");
  std::string name = wanted_name(&config);
  auto record = find(call.state, kIdentityProviders, part_id(call.input.text(kClusterName), name));
  if (record && config.string_or("type", "") == kOidc) return std::move(*record);
  return aws::error("ResourceNotFoundException", 404, "Identity provider config {} of type {} is not found",
                    name, config.string_or("type", ""));
}

void oidc_keys(const Call& call, const json::Value*, policy::Context& context) {
  const json::Value& oidc = *call.input.find("oidc");
  context.set("eks:clientId", std::string(oidc.string_or("clientId", "")));
  context.set("eks:issuerUrl", std::string(oidc.string_or("issuerUrl", "")));
}

aws::Result<void> check_issuer(const std::string& text) {
  auto url = net::Url::parse(text);
  bool is_issuer = url && text.starts_with("https://") && text.find_first_of("?#") == std::string::npos;
  if (is_issuer) return {};
  return invalid(
      fmt::format("The issuerUrl {} is not valid: it must begin with https:// and have no query", text));
}

// An update of the cluster that a change of its provider is.
Output begin_change(Call& call, json::Value& cluster, std::string_view type, const std::string& name) {
  Object told{{"type", kOidc}, {"name", name}};
  json::Value update =
      begin_update(call, cluster, type,
                   Array{update_parameter("IdentityProviderConfig", json::dump(Array{std::move(told)}))});
  store(call.state, kClusters, cluster);
  return update;
}

Output associate(Call& call) {
  const Input& in = call.input;
  Found& cluster = call.the();
  const json::Value& oidc = *in.find("oidc");
  std::string name(oidc.string_or("identityProviderConfigName", ""));
  TRY(check_tags(in.find("tags"), "InvalidParameterException"));
  TRY(check_issuer(std::string(oidc.string_or("issuerUrl", ""))));
  TRY(check_can_update(call, cluster.record, "AssociateIdentityProviderConfig"));
  if (!parts_of(call.state, kIdentityProviders, cluster.named).empty())
    return aws::error("ResourceInUseException", 409, "Cluster {} already has an identity provider config",
                      cluster.named);
  Object config = oidc.as_object();
  config.set(kClusterName, cluster.named);
  config.set("tags", Object());
  config.set_if("tags", in.find("tags"));
  Object names{{"clusterName", cluster.named},
               {"identityProviderConfigName", name},
               {"id", call.facilities.random.uuid()}};
  config.set("identityProviderConfigArn", arn_of(call.state, kIdentityProviders, names));
  json::Value tags = *config.find("tags");
  json::Value record = Object{{"Config", std::move(config)}};
  keep_state(record, {"CREATING", call.now, call.facilities.speed});
  call.make(kIdentityProviders, part_id(cluster.named, name), record);
  json::Value update = TRY(begin_change(call, cluster.record, "AssociateIdentityProviderConfig", name));
  return Object{{"update", std::move(update)}, {"tags", std::move(tags)}};
}

Output describe(Call& call) {
  json::Value record = TRY(find_provider(call));
  json::Value config = shown(kIdentityProviders, std::as_const(record));
  config.as_object().set("status", state_at(kProviderLife, kept_state(record, "ACTIVE"), call.now).state);
  return Object{{"identityProviderConfig", Object{{"oidc", std::move(config)}}}};
}

Output list(Call& call) {
  return list_page(call, parts_of(call.state, kIdentityProviders, call.the().named),
                   "identityProviderConfigs", [](const Entry& one) {
                     return json::Value(Object{
                         {"type", kOidc},
                         {"name", *shown(kIdentityProviders, one.value).find("identityProviderConfigName")}});
                   });
}

Output disassociate(Call& call) {
  json::Value record = TRY(find_provider(call));
  std::string name = wanted_name(call.input.find("identityProviderConfig"));
  std::string id = part_id(call.input.text(kClusterName), name);
  json::Value cluster = TRY(require(call.state, kClusters, call.input.text(kClusterName)));
  TRY(check_can_update(call, cluster, "DisassociateIdentityProviderConfig"));
  keep_state(record, {"DELETING", call.now, call.facilities.speed});
  store(call.state, kIdentityProviders, id, record);
  schedule(call.state, call.facilities,
           {ends_at(kProviderLife, kept_state(record, "")).value_or(call.now), kEraseProvider, id});
  json::Value update = TRY(begin_change(call, cluster, "DisassociateIdentityProviderConfig", name));
  return Object{{"update", std::move(update)}};
}

void erase_deleted(Due& due) {
  auto record = find(due.state, kIdentityProviders, due.id);
  if (record && state_at(kProviderLife, kept_state(*record, ""), due.now).state.empty())
    remove(due.state, kIdentityProviders, due.id);
}

constexpr Effect kEffects[] = {{kEraseProvider, erase_deleted}};

constexpr Operation kOperations[] = {
    {"AssociateIdentityProviderConfig",
     {on(kClusters, kClusterName).keys(oidc_keys),
      creates(kIdentityProviders).asks("eks:TagResource").when("tags")},
     associate},
    {"DescribeIdentityProviderConfig", {on(kIdentityProviders, "identityProviderConfig")}, describe},
    {"ListIdentityProviderConfigs", {on(kClusters, kClusterName)}, list},
    {"DisassociateIdentityProviderConfig", {on(kIdentityProviders, "identityProviderConfig")}, disassociate},
};

}  // namespace

aws::Result<Resource> locate_identity_provider(const Asking& asking) {
  const State& state = asking.call.state;
  std::string cluster = asking.text(kClusterName);
  bool is_made = asking.need.about == Need::About::created;
  const json::Value* made = asking.find("oidc");
  std::string name = is_made ? std::string(made->string_or("identityProviderConfigName", ""))
                             : wanted_name(asking.find("identityProviderConfig"));
  Resource resource;
  resource.named = part_id(cluster, name);
  resource.record = find(state, kIdentityProviders, resource.named);
  if (!resource.record) {
    resource.arn = arn_of(
        state, kIdentityProviders,
        Object{{"clusterName", cluster}, {"identityProviderConfigName", name}, {"id", is_made ? "*" : ""}});
    return resource;
  }
  const json::Value& config = shown(kIdentityProviders, std::as_const(*resource.record));
  resource.arn = std::string(config.string_or("identityProviderConfigArn", ""));
  add_resource_tags(config.find("tags"), resource.keys);
  return resource;
}

std::span<const Effect> identity_provider_effects() {
  return kEffects;
}

std::span<const Operation> identity_provider_operations() {
  return kOperations;
}

}  // namespace account::eks
