#include "services/ssm/parameter.h"

#include "account/record/tags.h"
#include "base/text.h"
#include "services/ssm/public_parameter.h"
#include "services/ssm/secure_string.h"

namespace account::ssm {
namespace {

constexpr std::string_view kVersions = "ssm.version";
constexpr std::string_view kCounts = "ssm.count";

// A name has no colon; with leading zeros the versions are in order.
std::string version_id(std::string_view id, int64_t version) {
  return fmt::format("{}:{:010}", id, version);
}

// Only what is read may have a selector in its name.
Resource located(const Asking& asking, bool reads) {
  std::string text = asking.text(asking.need.member);
  ParameterName name = read_name(asking.call.state, text);
  Resource resource = parameter_resource(asking.call, name, reads);
  if (!reads && !name.selector.empty()) resource.record.reset();
  if (!resource.record) resource.absent = absent(kParameters, base::trim(text)).value();
  return resource;
}

}  // namespace

std::optional<json::Value> find_parameter(const State& state, const ParameterName& name, bool knows_public) {
  if (name.is_public()) return knows_public ? find_public(name) : std::nullopt;
  if (!name.is_of(state)) return std::nullopt;
  return find(state, kParameters, name.id);
}

Resource parameter_resource(const Call& call, const ParameterName& name, bool knows_public) {
  Resource resource;
  if (!name.is_public()) resource.account = name.account;
  resource.arn = name.arn();
  resource.named = name.id;
  resource.record = find_parameter(call.state, name, knows_public);
  if (resource.record) add_resource_tags(resource.record->find("Tags"), resource.keys, "ssm");
  return resource;
}

aws::Result<Resource> locate_parameter(const Asking& asking) {
  return located(asking, true);
}

aws::Result<Resource> locate_own_parameter(const Asking& asking) {
  return located(asking, false);
}

aws::Result<json::Value> version_of(const State& state, const ParameterName& name,
                                    const json::Value& parameter) {
  if (name.selector.empty()) return parameter;
  int64_t newest = parameter.int_or("Version", 0);
  const json::Value* labels = parameter.find("Labels");
  auto number = base::parse_int(name.selector);
  if (!number && labels) number = labels->int_or(name.selector, 0);
  if (number == newest) return parameter;
  if (number)
    if (auto version = state.get(kVersions, version_id(name.id, *number))) return std::move(*version);
  return aws::error("ParameterVersionNotFound", 400,
                    "Systems Manager could not find version {} of {}. Verify the version and try again.",
                    name.selector, parameter.string_or("Name", ""));
}

std::vector<json::Value> versions_of(const State& state, std::string_view id, const json::Value& parameter) {
  std::vector<json::Value> versions;
  std::string prefix = fmt::format("{}:", id);
  for (Entry& version : state.list(kVersions, {.prefix = prefix}))
    versions.push_back(std::move(version.value));
  versions.push_back(parameter);
  return versions;
}

void keep_version(State& state, std::string_view id, const json::Value& parameter) {
  json::Object version = parameter.as_object();
  for (std::string_view beside : {"Labels", "Oldest", "Tags"}) version.erase(beside);
  state.put(kVersions, version_id(id, parameter.int_or("Version", 0)), version);
}

void forget_version(State& state, std::string_view id, int64_t version) {
  state.erase(kVersions, version_id(id, version));
}

void delete_parameter(State& state, std::string_view id, const json::Value& parameter) {
  for (int64_t version = parameter.int_or("Oldest", 1); version < parameter.int_or("Version", 1); ++version)
    forget_version(state, id, version);
  change_count(state, parameter.string_or("Tier", ""), -1);
  remove(state, kParameters, id);
}

int64_t count_of(const State& state, std::string_view tier) {
  auto count = state.get(kCounts, tier);
  return count ? count->int_or("Count", 0) : 0;
}

void change_count(State& state, std::string_view tier, int64_t by) {
  int64_t count = count_of(state, tier) + by;
  if (count > 0) {
    state.put(kCounts, tier, json::Object{{"Count", count}});
  } else {
    state.erase(kCounts, tier);
  }
}

aws::Result<json::Value> shown_parameter(Call& call, const json::Value& version,
                                         const std::string& selector) {
  Object shown;
  for (std::string_view member : {"Name", "Type", "Version", "LastModifiedDate", "ARN", "DataType"})
    shown.set_if(member, version.find(member));
  shown.set("Value", TRY(told_value(call, version)));
  if (!selector.empty()) shown.set("Selector", ":" + selector);
  return shown;
}

}  // namespace account::ssm
