// What EKS tells of add-ons that anybody could have.
#include <algorithm>

#include "services/eks/addon_catalog.h"
#include "services/eks/answers.h"
#include "services/eks/eks.h"
#include "services/eks/kubernetes_version.h"

namespace account::eks {
namespace {

using json::Array;

// `minor`: 0, of every Kubernetes.
json::Value view_version(const KnownAddon& addon, const AddonVersion& version, int64_t minor) {
  Array compatibilities;
  for (int64_t one = version.to; one >= version.from; --one)
    if (minor == 0 || one == minor)
      compatibilities.push_back(Object{{"clusterVersion", fmt::format("1.{}", one)},
                                       {"platformVersions", Array{"*"}},
                                       {"defaultVersion", version.is_default_for(one)}});
  return Object{{"addonVersion", version.name},
                {"architecture", Array{"amd64", "arm64"}},
                {"computeTypes", Array{"ec2", "auto", "hybrid"}},
                {"compatibilities", std::move(compatibilities)},
                {"requiresConfiguration", false},
                {"requiresIamPermissions", addon.needs_iam}};
}

json::Value view_addon(const KnownAddon& addon, int64_t minor) {
  Array versions;
  for (const AddonVersion& version : addon.versions)
    if (minor == 0 || version.is_for(minor)) versions.push_back(view_version(addon, version, minor));
  return Object{
      {"addonName", addon.name},      {"type", addon.type},   {"addonVersions", std::move(versions)},
      {"publisher", kAddonPublisher}, {"owner", addon.owner}, {"defaultNamespace", addon.name_space}};
}

bool is_one_of(const Input& in, std::string_view member, std::string_view value) {
  std::vector<std::string> wanted = in.texts(member);
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

Output describe_versions(Call& call) {
  const Input& in = call.input;
  if (in.has("addonName") && !find_known_addon(in.text("addonName")))
    return aws::error("ResourceNotFoundException", 404, "Addon {} not found", in.text("addonName"));
  int64_t minor = minor_of(in.text("kubernetesVersion"));
  if (in.has("kubernetesVersion") && minor == 0)
    return invalid(fmt::format("unsupported Kubernetes version {}", in.text("kubernetesVersion")));
  std::vector<Entry> entries;
  for (const KnownAddon& addon : known_addons()) {
    bool is_named = !in.has("addonName") || in.text("addonName") == addon.name;
    if (!is_named || !is_one_of(in, "types", addon.type) || !is_one_of(in, "owners", addon.owner) ||
        !is_one_of(in, "publishers", kAddonPublisher))
      continue;
    json::Value shown = view_addon(addon, minor);
    if (!shown.find("addonVersions")->as_array().empty()) entries.push_back({addon.name, std::move(shown)});
  }
  return list_page(call, std::move(entries), "addons", [](const Entry& one) { return one.value; });
}

Output describe_configuration(Call& call) {
  std::string name = call.input.text("addonName"), version = call.input.text("addonVersion");
  const KnownAddon* addon = find_known_addon(name);
  if (!addon || !addon->find(version))
    return aws::error("ResourceNotFoundException", 404, "Addon {} with version {} not found", name, version);
  Array accounts;
  for (const auto& [account, policies] : addon->accounts)
    accounts.push_back(Object{{"serviceAccount", account},
                              {"recommendedManagedPolicies", Array(policies.begin(), policies.end())}});
  json::Value schema = addon->schema;
  schema.as_object().set("$schema", "http://json-schema.org/draft-06/schema#");
  return Object{{"addonName", name},
                {"addonVersion", version},
                {"configurationSchema", json::dump(schema)},
                {"podIdentityConfiguration", std::move(accounts)}};
}

constexpr Operation kOperations[] = {
    {"DescribeAddonVersions", {any()}, describe_versions},
    {"DescribeAddonConfiguration", {any()}, describe_configuration},
};

}  // namespace

std::span<const Operation> addon_version_operations() {
  return kOperations;
}

}  // namespace account::eks
