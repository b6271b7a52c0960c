#include "services/eks/addon_catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/diagnostics.h"
#include "base/yaml.h"
#include "services/eks/answers.h"
#include "services/embedded_text.h"

namespace account::eks {
namespace {

AddonVersion read_version(const json::Value& text) {
  AddonVersion version{std::string(text.string_or("version", "")), text.int_or("from", 0),
                       text.int_or("to", 0)};
  if (const json::Value* minors = text.find("default_for"))
    for (const json::Value& minor : minors->as_array()) version.default_for.push_back(minor.as_int());
  return version;
}

KnownAddon read_addon(const std::string& name, const json::Value& text) {
  KnownAddon addon{name, std::string(text.string_or("type", "")), std::string(text.string_or("owner", "")),
                   std::string(text.string_or("namespace", ""))};
  addon.self_managed = text.bool_or("self_managed", false);
  addon.runs_in_pods = text.bool_or("pods", false);
  addon.needs_iam = text.bool_or("needs_iam", false);
  if (const json::Value* accounts = text.find("accounts"))
    for (const json::Member& one : accounts->as_object())
      for (const json::Value& policy : one.value.as_array())
        addon.accounts[std::string(one.name)].push_back(policy.as_string());
  for (const json::Value& version : text.find("versions")->as_array())
    addon.versions.push_back(read_version(version));
  addon.schema = *text.find("schema");
  return addon;
}

// The text is our own: that it is well formed is the tests' business.
std::vector<KnownAddon> read_addons() {
  base::Diagnostics diagnostics;
  auto document = yaml::parse(services::embedded_text("eks/addons.yaml"), diagnostics);
  if (!document) std::abort();
  std::vector<KnownAddon> addons;
  for (const json::Member& one : document->as_object())
    addons.push_back(read_addon(std::string(one.name), one.value));
  std::sort(addons.begin(), addons.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return addons;
}

bool has_type(const json::Value& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "boolean") return value.is_bool();
  if (type == "integer") return value.is_int();
  return type.empty() || value.is_string();
}

// Empty: it fits.
std::string misfit(const json::Value& schema, const json::Value& value, const std::string& where) {
  std::string_view type = schema.string_or("type", "");
  if (!has_type(value, type)) return fmt::format("[{}: {} expected]", where, type);
  const json::Value* properties = schema.find("properties");
  if (!properties) return "";
  for (const json::Member& member : value.as_object()) {
    std::string inside = fmt::format("{}.{}", where, member.name);
    const json::Value* known = properties->find(member.name);
    if (!known)
      return fmt::format(
          "[{}: is not defined in the schema and the schema does not allow additional properties]", inside);
    if (std::string why = misfit(*known, member.value, inside); !why.empty()) return why;
  }
  return "";
}

}  // namespace

bool AddonVersion::is_default_for(int64_t minor) const {
  return std::find(default_for.begin(), default_for.end(), minor) != default_for.end();
}

const AddonVersion* KnownAddon::find(std::string_view version) const {
  auto found =
      std::find_if(versions.begin(), versions.end(), [&](const auto& one) { return one.name == version; });
  return found == versions.end() ? nullptr : &*found;
}

const AddonVersion* KnownAddon::default_for(int64_t minor) const {
  auto found = std::find_if(versions.begin(), versions.end(),
                            [&](const auto& one) { return one.is_default_for(minor); });
  return found == versions.end() ? nullptr : &*found;
}

std::span<const KnownAddon> known_addons() {
  static const std::vector<KnownAddon> kAddons = read_addons();
  return kAddons;
}

const KnownAddon* find_known_addon(std::string_view name) {
  std::span<const KnownAddon> all = known_addons();
  auto found = std::find_if(all.begin(), all.end(), [&](const KnownAddon& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

aws::Result<void> check_configuration(const KnownAddon& addon, const std::string& values) {
  constexpr std::string_view kRefused = "ConfigurationValue provided in request is not supported";
  if (values.empty()) return {};
  base::Diagnostics diagnostics;
  auto parsed = yaml::parse(values, diagnostics);
  if (!parsed) return invalid(fmt::format("{}: it is neither JSON nor YAML", kRefused));
  std::string why = misfit(addon.schema, *parsed, "$");
  if (why.empty()) return {};
  return invalid(fmt::format("{}: Json schema validation failed with error: {}", kRefused, why));
}

}  // namespace account::eks
