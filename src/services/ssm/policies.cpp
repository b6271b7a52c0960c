#include "services/ssm/policies.h"

#include <algorithm>
#include <optional>

#include "account/call/facilities.h"
#include "base/text.h"
#include "services/ssm/change.h"
#include "services/ssm/parameter.h"
#include "services/ssm/ssm.h"

namespace account::ssm {
namespace {

constexpr size_t kMostPolicies = 10;
constexpr std::string_view kExpiration = "Expiration";

// The number of units that each kind of notification has, by its name.
struct Notification {
  std::string_view type;
  std::string_view number;
};
constexpr Notification kNotifications[] = {{"ExpirationNotification", "Before"},
                                           {"NoChangeNotification", "After"}};

tl::unexpected<aws::Error> invalid_attribute() {
  return aws::error("InvalidPolicyAttributeException", 400, "A policy attribute or its value is invalid.");
}

std::optional<base::Time> timestamp_of(const json::Value& policy) {
  const json::Value* attributes = policy.find("Attributes");
  return base::parse_iso8601(attributes ? attributes->string_or("Timestamp", "") : "");
}

bool is_notification(const json::Value& policy, std::string_view number) {
  const json::Value* attributes = policy.find("Attributes");
  if (!attributes) return false;
  auto count = base::parse_int(attributes->string_or(number, ""));
  std::string_view unit = attributes->string_or("Unit", "");
  return count && *count > 0 && (unit == "Days" || unit == "Hours");
}

aws::Result<void> check_policy(const json::Value& policy) {
  std::string_view type = policy.string_or("Type", "");
  if (type == kExpiration) {
    if (policy.string_or("Version", "") != "1.0" || !timestamp_of(policy)) return invalid_attribute();
    return {};
  }
  for (const Notification& known : kNotifications) {
    if (known.type != type) continue;
    if (policy.string_or("Version", "") != "1.0" || !is_notification(policy, known.number))
      return invalid_attribute();
    return {};
  }
  return aws::error("InvalidPolicyTypeException", 400,
                    "The policy type isn't supported. Parameter Store supports the following policy types: "
                    "Expiration, ExpirationNotification, and NoChangeNotification.");
}

aws::Result<void> check_together(const json::Array& policies) {
  auto count = [&](std::string_view type) {
    return std::count_if(policies.begin(), policies.end(), [&](const json::Value& policy) {
      return policy.string_or("PolicyType", "") == type;
    });
  };
  bool warns_of_nothing = count("ExpirationNotification") > 0 && count(kExpiration) == 0;
  if (count(kExpiration) <= 1 && !warns_of_nothing) return {};
  return aws::error(
      "IncompatiblePolicyException", 400,
      "There is a conflict in the policies specified for this parameter. You can't, for example, "
      "specify two Expiration policies for a parameter. Review your policies, and try again.");
}

std::optional<base::Time> expiry_of(const json::Value& parameter) {
  for (const json::Value& policy : parameter.find("Policies")->as_array())
    if (policy.string_or("PolicyType", "") == kExpiration)
      return timestamp_of(*json::parse(policy.string_or("PolicyText", "")));
  return std::nullopt;
}

// Unless it was put anew, and has another end now.
void expire(Due& due) {
  auto parameter = find(due.state, kParameters, due.id);
  if (!parameter || base::to_ms(due.now) < due.detail.int_or("Expiry", 0)) return;
  auto expiry = expiry_of(*parameter);
  if (!expiry || base::to_ms(*expiry) != due.detail.int_or("Expiry", 0)) return;
  delete_parameter(due.state, due.id, *parameter);
  Caller nobody;
  Bodies bodies(due.facilities.objects_dir);
  tell_change({nobody, {}, due.state, due.state.region(), due.now, due.facilities, bodies}, "Expire",
              *parameter);
}

}  // namespace

const Effect kExpire{"ssm.expire", expire};

aws::Result<json::Array> read_policies(std::string_view text) {
  auto parsed = json::parse(text);
  if (parsed && parsed->is_object() && parsed->as_object().empty()) return json::Array();
  if (!parsed || !parsed->is_array()) return invalid_attribute();
  if (parsed->as_array().size() > kMostPolicies)
    return aws::error("PoliciesLimitExceededException", 400,
                      "You specified more than the maximum number of allowed policies for the parameter. The "
                      "maximum is {}.",
                      kMostPolicies);
  json::Array policies;
  for (const json::Value& policy : parsed->as_array()) {
    TRY(check_policy(policy));
    policies.push_back(Object{{"PolicyText", json::dump(policy)},
                              {"PolicyType", policy.string_or("Type", "")},
                              {"PolicyStatus", "Pending"}});
  }
  TRY(check_together(policies));
  return policies;
}

void expect_expiry(Call& call, std::string_view id, const json::Value& parameter) {
  auto expiry = expiry_of(parameter);
  if (!expiry) return;
  schedule(
      call.state, call.facilities,
      {std::max(*expiry, call.now), kExpire.name, std::string(id), Object{{"Expiry", base::to_ms(*expiry)}}});
}

}  // namespace account::ssm
