#include "services/logs/group.h"

#include "account/record/tags.h"
#include "base/arn.h"
#include "services/logs/resource_policy.h"

namespace account::logs {
namespace {

constexpr std::string_view kArnPart = "log-group:";

Resource resource_of(const Asking& asking, const std::string& name, std::string arn) {
  const State& state = asking.call.state;
  Resource resource;
  resource.named = name;
  resource.arn = std::move(arn);
  if (asking.need.about != Need::About::created) resource.record = find(state, kGroups, name);
  if (resource.record) add_resource_tags(resource.record->find("tags"), resource.keys);
  resource.policy = policy_for(asking.call, name);
  return resource;
}

}  // namespace

std::string asked_arn(const State& state, std::string_view group, std::string_view stream) {
  return fmt::format("arn:aws:logs:{}:{}:log-group:{}:log-stream:{}", state.region(), state.account(), group,
                     stream);
}

aws::Result<Resource> locate_group(const Asking& asking) {
  std::string name = asking.text(asking.need.member);
  return resource_of(asking, name, asked_arn(asking.call.state, name));
}

aws::Result<std::string> identified_group(const Asking& asking) {
  std::string name = asking.text("logGroupName");
  std::string identifier = asking.text("logGroupIdentifier");
  if (name.empty() == identifier.empty())
    return invalid("One of logGroupName and logGroupIdentifier is to be given, and not both.");
  if (name.empty()) name = group_name(identifier);
  return name;
}

aws::Result<Resource> locate_identified_group(const Asking& asking) {
  std::string name = TRY(identified_group(asking));
  return resource_of(asking, name, asked_arn(asking.call.state, name));
}

aws::Result<Resource> locate_tagged_group(const Asking& asking) {
  std::string text = asking.text(asking.need.member);
  auto arn = base::Arn::parse(text);
  bool is_group = arn && arn->service == "logs" && arn->resource.starts_with(kArnPart);
  if (!is_group) return invalid(fmt::format("Invalid resource ARN: {}", text));
  bool is_here = arn->region == asking.call.state.region() && arn->account == asking.call.state.account();
  if (is_here) return resource_of(asking, arn->resource.substr(kArnPart.size()), text);
  Resource elsewhere;
  elsewhere.arn = text;
  elsewhere.named = text;
  return elsewhere;
}

aws::Result<Resource> locate_group_to_tag(const Asking& asking) {
  std::string name = asking.text(asking.need.member);
  return resource_of(asking, name, arn_of(asking.call.state, kGroups, json::Object{{"logGroupName", name}}));
}

std::string group_name(std::string_view text) {
  size_t part = text.starts_with("arn:") ? text.find(kArnPart) : text.npos;
  if (part == text.npos) return std::string(text);
  text = text.substr(part + kArnPart.size());
  return std::string(text.substr(0, text.find(':')));
}

int64_t too_old(const json::Value& group, base::Time now) {
  int64_t days = group.int_or("retentionInDays", 0);
  return days == 0 ? 0 : base::to_ms(now - std::chrono::hours(24 * days));
}

tl::unexpected<aws::Error> invalid(std::string_view words) {
  return tl::unexpected(aws::Error("InvalidParameterException", 400, std::string(words)));
}

}  // namespace account::logs
