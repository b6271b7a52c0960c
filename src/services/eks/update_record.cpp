#include "services/eks/update_record.h"

#include "account/call/facilities.h"
#include "account/record/lifecycle.h"
#include "services/eks/durations.h"

namespace account::eks {
namespace {

constexpr std::string_view kUpdateSpeed = "Speed";  // of an update's record: as a cluster's
constexpr Transition kUpdateLife[] = {{"InProgress", "Successful", kUpdateTakes, "InProgress"}};
constexpr Transition kVersionUpdateLife[] = {{"InProgress", "Successful", kVersionTakes, "InProgress"}};
constexpr Transition kProviderUpdateLife[] = {{"InProgress", "Successful", kProviderTakes, "InProgress"}};
constexpr Transition kAddonUpdateLife[] = {{"InProgress", "Successful", kAddonTakes, "InProgress"}};

Lifecycle life_of(std::string_view type) {
  if (is_of_version(type)) return kVersionUpdateLife;
  if (type == "AddonUpdate") return kAddonUpdateLife;
  return type.ends_with("IdentityProviderConfig") ? Lifecycle(kProviderUpdateLife) : Lifecycle(kUpdateLife);
}

}  // namespace

bool is_of_version(std::string_view type) {
  return type == "VersionUpdate" || type == "VersionRollback";
}

json::Value update_parameter(std::string_view type, std::string value) {
  return Object{{"type", type}, {"value", std::move(value)}};
}

json::Value put_update(Call& call, std::string_view kind, std::string_view prefix, std::string_view type,
                       json::Array parameters) {
  std::string id = call.facilities.random.uuid();
  json::Value update = Object{{"id", id},
                              {"status", "InProgress"},
                              {"type", std::string(type)},
                              {"params", std::move(parameters)},
                              {"createdAt", base::to_ms(call.now)},
                              {"errors", json::Array()}};
  json::Value kept = update;
  kept.as_object().set(kUpdateSpeed, call.facilities.speed.factor());
  call.state.put(kind, fmt::format("{}/{}", prefix, id), kept);
  return update;
}

json::Value seen_update(json::Value update, base::Time now) {
  StateSince begun{std::string(update.string_or("status", "")), base::from_ms(update.int_or("createdAt", 0)),
                   Speed::times(update.int_or(kUpdateSpeed, 0))};
  update.as_object().set("status",
                         state_at(life_of(update.string_or("type", "")), std::move(begun), now).state);
  update.as_object().erase(kUpdateSpeed);
  return update;
}

}  // namespace account::eks
