// Log groups: made, listed and deleted.
#include <algorithm>

#include "account/call/facilities.h"
#include "services/logs/event_store.h"
#include "services/logs/group.h"
#include "services/logs/group_key.h"
#include "services/logs/listing.h"
#include "services/logs/logs.h"
#include "services/logs/retention.h"
#include "services/logs/stream.h"
#include "services/logs/tags.h"

namespace account::logs {
namespace {

constexpr int64_t kDeliveryDays = 1;  // of the class DELIVERY

Output create_group(Call& call) {
  std::string name = call.input.text("logGroupName");
  if (name.starts_with("aws/")) return invalid("Log groups starting with aws/ are reserved for AWS.");
  if (find(call.state, kGroups, name))
    return aws::error("ResourceAlreadyExistsException", 400, "The specified log group already exists");
  std::string arn = arn_of(call.state, kGroups, Object{{"logGroupName", name}});
  std::string group_class = call.input.text("logGroupClass");
  Object group{{"logGroupName", name},
               {"arn", arn + ":*"},
               {"logGroupArn", arn},
               {"creationTime", base::to_ms(call.now)},
               {"metricFilterCount", 0},
               {"storedBytes", 0},
               {"logGroupClass", group_class.empty() ? "STANDARD" : group_class},
               {"deletionProtectionEnabled", call.input.flag("deletionProtectionEnabled")},
               {"tags", Object()}};
  if (group_class == "DELIVERY") group.set("retentionInDays", kDeliveryDays);
  if (const json::Value* tags = call.input.find("tags")) {
    TRY(check_tags(*tags));
    group.set("tags", *tags);
  }
  if (std::string key = call.input.text("kmsKeyId"); !key.empty()) {
    TRY(check_key(call, key, arn));
    group.set("kmsKeyId", key);
  }
  call.make(kGroups, name, group);
  return Object{};
}

Output delete_group(Call& call) {
  Found& group = call.the();
  if (group.record.bool_or("deletionProtectionEnabled", false))
    return aws::error(
        "ValidationException", 400,
        "The log group {} has deletion protection enabled. Disable it before you delete the group.",
        group.named);
  erase_events(call.state, group.named);
  for (const Entry& stream : streams_of(call.state, group.named)) remove(call.state, kStreams, stream.id);
  call.erase(group);
  return Object{};
}

Output protect_group(Call& call) {
  call.the().fields().set("deletionProtectionEnabled", call.input.flag("deletionProtectionEnabled"));
  call.save(call.the());
  return Object{};
}

// --- listed ---------------------------------------------------------------------------------------------------------

bool is_of_class(const json::Value& group, const std::string& wanted) {
  std::string_view is = group.string_or("logGroupClass", "");
  bool is_rare = wanted == "INFREQUENT_ACCESS" || wanted == "ESSENTIALS";
  return wanted.empty() || is == wanted || (is_rare && (is == "INFREQUENT_ACCESS" || is == "ESSENTIALS"));
}

// Of groups that were searched for by a pattern little is told.
json::Value shown_group(const Entry& group, bool is_brief) {
  if (!is_brief) {
    json::Object shown = group.value.as_object();
    for (std::string_view member : {"tags", "_Expires"}) shown.erase(member);
    return shown;
  }
  json::Object brief;
  for (std::string_view member : {"logGroupName", "arn", "creationTime"})
    brief.set_if(member, group.value.find(member));
  return brief;
}

aws::Result<std::vector<Entry>> wanted_groups(const Call& call) {
  const Input& in = call.input;
  std::string prefix = in.text("logGroupNamePrefix"), pattern = in.text("logGroupNamePattern");
  std::vector<std::string> names = in.texts("logGroupIdentifiers");
  if (!prefix.empty() && !pattern.empty())
    return invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  if (!names.empty() && (!prefix.empty() || !pattern.empty() || in.has("logGroupClass")))
    return invalid("logGroupIdentifiers cannot be combined with other filters.");
  std::vector<Entry> groups = call.state.list(kGroups.name, {.prefix = prefix});
  std::erase_if(groups, [&](const Entry& group) {
    bool is_named = names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
                      return group_name(name) == group.id;
                    });
    return !is_named || group.id.find(pattern) == std::string::npos ||
           !is_of_class(group.value, in.text("logGroupClass"));
  });
  return groups;
}

// There are no linked accounts: this one alone is looked at, if it is looked for.
Output describe_groups(Call& call) {
  std::vector<Entry> groups = TRY(wanted_groups(call));
  std::vector<std::string> accounts = call.input.texts("accountIdentifiers");
  bool is_elsewhere = call.input.flag("includeLinkedAccounts") && !accounts.empty() &&
                      std::find(accounts.begin(), accounts.end(), call.state.account()) == accounts.end();
  if (is_elsewhere) groups.clear();
  bool is_brief = !call.input.text("logGroupNamePattern").empty();
  return list_page(call, "logGroups", std::move(groups),
                   [&](const Entry& group) { return shown_group(group, is_brief); });
}

// A listing has no name in its ARN, as AWS asks it.
aws::Result<Resource> locate_all_groups(const Asking& asking) {
  return Resource{.arn = asked_arn(asking.call.state, "")};
}
constexpr RecordKind kAllGroups{.name = "logs.all_groups",
                                .noun = "log groups",
                                .arn = "logs:{region}:{account}:log-group:",
                                .name_member = "logGroupNamePrefix",
                                .locate = locate_all_groups};

constexpr Operation kOperations[] = {
    {"CreateLogGroup",
     {creates(kGroups), creates(kGroupsToTag).asks("logs:TagResource").when("tags")},
     create_group},
    {"DeleteLogGroup", {on(kGroups)}, delete_group},
    {"DescribeLogGroups", {on(kAllGroups)}, describe_groups},
    {"PutLogGroupDeletionProtection", {on(kIdentifiedGroups, "logGroupIdentifier")}, protect_group},
};

}  // namespace

std::span<const Operation> group_operations() {
  return kOperations;
}

}  // namespace account::logs
