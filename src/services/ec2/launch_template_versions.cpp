// Versions of launch templates, which never change (EC2 User Guide, "Modify a launch template (manage launch template
// versions)").
#include <algorithm>

#include "account/call/filters.h"
#include "account/record/index.h"
#include "base/encoding.h"
#include "base/text.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/launch_template.h"
#include "services/ec2/resource.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kVersions = "ec2.launch_template_version";  // TEMPLATE/NUMBER
constexpr size_t kMostUserData = 16 * 1024;
constexpr int64_t kAll = 99'999'999;

std::string version_id(std::string_view launch_template, int64_t number) {
  return fmt::format("{}/{:08}", launch_template, number);
}

// What the call says stands in place of what the source says, member by member.
json::Value with_source(const json::Value* source, const json::Value& said) {
  json::Value data = source ? *source->find("LaunchTemplateData") : json::Value(Object{});
  for (const json::Member& member : said.as_object()) data.as_object().set(member.name, member.value);
  return data;
}

// --- described ------------------------------------------------------------------------------------------------------

// Those of the call that are there; newest first.
aws::Result<std::vector<json::Value>> wanted_versions(const Call& call, const json::Value& one) {
  std::vector<json::Value> versions;
  std::vector<std::string> named = call.input.texts("Versions");
  for (const std::string& wanted : named) versions.push_back(TRY(require_version(call.state, one, wanted)));
  if (!named.empty()) return versions;
  int64_t from = base::parse_int(call.input.text("MinVersion")).value_or(0);
  int64_t to = base::parse_int(call.input.text("MaxVersion")).value_or(kAll);
  for (Entry& entry : versions_of(call.state, std::string(one.string_or("LaunchTemplateId", "")))) {
    int64_t number = entry.value.int_or("VersionNumber", 0);
    if (number >= from && number <= to) versions.push_back(std::move(entry.value));
  }
  return versions;
}

// All templates, where the call names none: then only their latest or default versions are asked for.
aws::Result<std::vector<Entry>> wanted_templates(const Call& call) {
  std::string id = call.input.text("LaunchTemplateId"), name = call.input.text("LaunchTemplateName");
  if (!id.empty() && !name.empty())
    return aws::error("InvalidParameterCombination", 400,
                      "Either a launch template ID or a launch template name is specified, not both.");
  if (!id.empty()) {
    json::Value one = TRY(require(call.state, kLaunchTemplates, id));
    return std::vector<Entry>{{id, std::move(one)}};
  }
  if (!name.empty()) {
    auto found = find_through(call.state, kLaunchTemplates, "LaunchTemplateName", name);
    if (!found.empty()) return found;
    return aws::error("InvalidLaunchTemplateName.NotFoundException", 400,
                      "The specified launch template, with template name {}, does not exist.", name);
  }
  std::vector<std::string> named = call.input.texts("Versions");
  bool are_aliases = !named.empty() && std::all_of(named.begin(), named.end(), [](const std::string& one) {
    return one == "$Latest" || one == "$Default";
  });
  if (are_aliases) return call.state.list(kLaunchTemplates.name);
  return aws::error(
      "MissingParameter", 400,
      "Either a launch template ID or a launch template name must be specified in the request.");
}

constexpr FilterPlace kFilters[] = {
    {"is-default-version", "DefaultVersion"},
    {"ebs-optimized", "LaunchTemplateData.EbsOptimized"},
    {"http-endpoint", "LaunchTemplateData.MetadataOptions.HttpEndpoint"},
    {"http-protocol-ipv4", "LaunchTemplateData.MetadataOptions.HttpEndpoint"},
    {"http-tokens", "LaunchTemplateData.MetadataOptions.HttpTokens"},
    {"host-resource-group-arn", "LaunchTemplateData.Placement.HostResourceGroupArn"},
    {"iam-instance-profile", "LaunchTemplateData.IamInstanceProfile.Arn"},
    {"image-id", "LaunchTemplateData.ImageId"},
    {"instance-type", "LaunchTemplateData.InstanceType"},
    {"kernel-id", "LaunchTemplateData.KernelId"},
    {"license-configuration-arn", "LaunchTemplateData.LicenseSpecifications[].LicenseConfigurationArn"},
    {"network-card-index", "LaunchTemplateData.NetworkInterfaces[].NetworkCardIndex"},
    {"ram-disk-id", "LaunchTemplateData.RamDiskId"},
};

Output describe_versions(Call& call) {
  if (call.input.flag("ResolveAlias")) TRY(check_not_given(call.input, {"ResolveAlias"}));
  Filters filters = TRY(Filters::read(call.input, kFilters));
  std::vector<Entry> entries;
  for (const Entry& one : TRY(wanted_templates(call)))
    for (json::Value& version : TRY(wanted_versions(call, one.value))) {
      std::string place = version_id(one.id, kAll - version.int_or("VersionNumber", 0));
      entries.push_back({std::move(place), shown_version(one.value, std::move(version))});
    }
  std::erase_if(entries, [&](const Entry& entry) { return !filters.match(entry.value); });
  return answer_page(call, "LaunchTemplateVersions", std::move(entries));
}

constexpr Operation kOperations[] = {{"DescribeLaunchTemplateVersions", {any()}, describe_versions}};

}  // namespace

aws::Result<void> check_user_data(std::string_view user_data) {
  auto bytes = base::unbase64(user_data);
  if (!bytes) return aws::error("InvalidUserData.Malformed", 400, "Invalid BASE64 encoding of user data.");
  if (bytes->size() > kMostUserData)
    return aws::error("InvalidParameterValue", 400, "User data is limited to {} bytes", kMostUserData);
  return {};
}

aws::Result<json::Value> require_version(const State& state, const json::Value& launch_template,
                                         const std::string& wanted) {
  std::string_view id = launch_template.string_or("LaunchTemplateId", "");
  int64_t number = base::parse_int(wanted).value_or(0);
  if (wanted == "$Default") number = launch_template.int_or("DefaultVersionNumber", 0);
  if (wanted == "$Latest") number = launch_template.int_or("LatestVersionNumber", 0);
  if (auto version = number > 0 ? state.get(kVersions, version_id(id, number)) : std::nullopt)
    return std::move(*version);
  return aws::error("InvalidLaunchTemplateId.VersionNotFound", 400,
                    "Could not find launch template version {} for the launch template with ID {}.", wanted,
                    id);
}

std::vector<Entry> versions_of(const State& state, const std::string& id) {
  return state.list(kVersions, {.prefix = id + "/"});
}

aws::Result<json::Value> make_version(Call& call, json::Value& launch_template, const json::Value* source) {
  const json::Value& said = *call.input.find("LaunchTemplateData");
  TRY(check_user_data(said.string_or("UserData", "")));
  std::string id(launch_template.string_or("LaunchTemplateId", ""));
  TRY(check_quota(call, quotas::kVersionsPerLaunchTemplate, versions_of(call.state, id).size()));
  int64_t number = launch_template.int_or("_LastNumber", 0) + 1;
  json::Value version = Object{{"VersionNumber", number},
                               {"CreateTime", base::to_ms(call.now)},
                               {"CreatedBy", call.caller.principal.arn},
                               {"LaunchTemplateData", with_source(source, said)}};
  version.as_object().set_if("VersionDescription", call.input.find("VersionDescription"));
  call.state.put(kVersions, version_id(id, number), version);
  for (std::string_view member : {"LatestVersionNumber", "_LastNumber"})
    launch_template.as_object().set(member, number);
  return version;
}

void erase_version(State& state, const std::string& id, int64_t number) {
  state.erase(kVersions, version_id(id, number));
}

void set_latest(const State& state, json::Value& launch_template) {
  std::vector<Entry> left =
      versions_of(state, std::string(launch_template.string_or("LaunchTemplateId", "")));
  if (!left.empty())
    launch_template.as_object().set("LatestVersionNumber", left.back().value.int_or("VersionNumber", 0));
}

json::Value shown_version(const json::Value& launch_template, json::Value version) {
  Object& fields = version.as_object();
  for (std::string_view member : {"LaunchTemplateId", "LaunchTemplateName"})
    fields.set(member, *launch_template.find(member));
  fields.set("DefaultVersion",
             fields["VersionNumber"].as_int() == launch_template.int_or("DefaultVersionNumber", 0));
  return version;
}

std::span<const Operation> launch_template_version_operations() {
  return kOperations;
}

}  // namespace account::ec2
