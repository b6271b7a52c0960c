#include "services/eks/update_record.h"

#include "account/call/facilities.h"
#include "account/record/lifecycle.h"
#include "services/eks/durations.h"

namespace account::eks {
namespace {

constexpr std::string_view kUpdateSpeed = "Speed";  // of an update's record: as a cluster's
constexpr std::string_view kOf = "Of";              // of what kind of record it is
constexpr std::string_view kFailsOf = "FailsOf";    // of one that will fail: its error
constexpr Transition kFailingLife[] = {{"InProgress", "Failed", kDrainGivesUpAfter, "InProgress"}};
constexpr Transition kUpdateLife[] = {{"InProgress", "Successful", kUpdateTakes, "InProgress"}};
constexpr Transition kVersionUpdateLife[] = {{"InProgress", "Successful", kVersionTakes, "InProgress"}};
constexpr Transition kProviderUpdateLife[] = {{"InProgress", "Successful", kProviderTakes, "InProgress"}};
constexpr Transition kAddonUpdateLife[] = {{"InProgress", "Successful", kAddonTakes, "InProgress"}};

Lifecycle life_of(std::string_view kind, std::string_view type) {
  if (kind == kNodegroupUpdate) return kUpdateLife;
  if (is_of_version(type)) return kVersionUpdateLife;
  if (type == "AddonUpdate") return kAddonUpdateLife;
  return type.ends_with("IdentityProviderConfig") ? Lifecycle(kProviderUpdateLife) : Lifecycle(kUpdateLife);
}

json::Value put(Call& call, std::string_view kind, std::string_view prefix, std::string_view type,
                json::Array parameters, json::Value error) {
  std::string id = call.facilities.random.uuid();
  json::Value update = Object{{"id", id},
                              {"status", "InProgress"},
                              {"type", std::string(type)},
                              {"params", std::move(parameters)},
                              {"createdAt", base::to_ms(call.now)},
                              {"errors", json::Array()}};
  json::Value kept = update;
  kept.as_object().set(kUpdateSpeed, call.facilities.speed.factor());
  kept.as_object().set(kOf, kind);
  if (error.is_object()) kept.as_object().set(kFailsOf, std::move(error));
  call.state.put(kind, fmt::format("{}/{}", prefix, id), kept);
  return update;
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
  return put(call, kind, prefix, type, std::move(parameters), nullptr);
}

json::Value put_failing_update(Call& call, std::string_view kind, std::string_view prefix,
                               std::string_view type, json::Array parameters, json::Value error) {
  return put(call, kind, prefix, type, std::move(parameters), std::move(error));
}

void fail_update(State& state, const std::string& id, json::Value error) {
  auto update = state.get(kUpdate, id);
  if (!update) return;
  update->as_object().set("status", "Failed");
  update->as_object()["errors"].as_array().push_back(std::move(error));
  state.put(kUpdate, id, *update);
}

json::Value seen_update(json::Value update, base::Time now) {
  StateSince begun{std::string(update.string_or("status", "")), base::from_ms(update.int_or("createdAt", 0)),
                   Speed::times(update.int_or(kUpdateSpeed, 0))};
  const json::Value* error = update.find(kFailsOf);
  Lifecycle life =
      error ? Lifecycle(kFailingLife) : life_of(update.string_or(kOf, ""), update.string_or("type", ""));
  std::string status = state_at(life, std::move(begun), now).state;
  if (error && status == "Failed") update.as_object().set("errors", json::Array{json::Value(*error)});
  update.as_object().set("status", std::move(status));
  update.as_object().erase(kUpdateSpeed);
  update.as_object().erase(kFailsOf);
  update.as_object().erase(kOf);
  return update;
}

}  // namespace account::eks
