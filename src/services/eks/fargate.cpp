#include "services/eks/fargate.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/lifecycle.h"
#include "services/eks/access_policy.h"
#include "services/eks/durations.h"

namespace account::eks {
namespace {

constexpr std::string_view kEraseProfile = "eks.erase_deleted_fargate_profile";
constexpr Transition kProfileLife[] = {{"CREATING", "ACTIVE", kProfileTakes, "CREATING"},
                                       {"DELETING", "", kProfileDeletionTakes, "DELETING"}};

std::string status_of(const json::Value& record, base::Time now) {
  return state_at(kProfileLife, kept_state(record, "ACTIVE"), now).state;
}

bool selects(const json::Value& profile, std::string_view name_space) {
  const json::Array& selectors = profile.find("selectors")->as_array();
  return std::any_of(selectors.begin(), selectors.end(), [&](const json::Value& one) {
    return in_namespace_scope(one.string_or("namespace", ""), name_space);
  });
}

void erase_deleted(Due& due) {
  auto record = find(due.state, kFargateProfiles, due.id);
  if (!record || kept_state(*record, "").state != "DELETING") return;
  const json::Value& profile = shown(kFargateProfiles, std::as_const(*record));
  if (profile.string_or("fargateProfileArn", "") == due.detail.string_or("Arn", ""))
    remove(due.state, kFargateProfiles, due.id);
}

constexpr Effect kEffects[] = {{kEraseProfile, erase_deleted}};

}  // namespace

json::Value seen_profile(const json::Value& record, base::Time now) {
  json::Value profile = shown(kFargateProfiles, record);
  profile.as_object().set("status", status_of(record, now));
  return profile;
}

std::string profile_in(const State& state, std::string_view cluster, std::string_view status,
                       base::Time now) {
  for (const Entry& one : parts_of(state, kFargateProfiles, cluster))
    if (status_of(one.value, now) == status)
      return std::string(shown(kFargateProfiles, one.value).string_or("fargateProfileName", ""));
  return "";
}

bool has_profile_for(const State& state, std::string_view cluster, std::string_view name_space,
                     base::Time now) {
  std::vector<Entry> all = parts_of(state, kFargateProfiles, cluster);
  return std::any_of(all.begin(), all.end(), [&](const Entry& one) {
    return status_of(one.value, now) == "ACTIVE" && selects(shown(kFargateProfiles, one.value), name_space);
  });
}

void begin_profile_state(Call& call, json::Value& record, std::string_view state) {
  keep_state(record, {std::string(state), call.now, call.facilities.speed});
  if (state != "DELETING") return;
  const json::Value& profile = shown(kFargateProfiles, std::as_const(record));
  schedule(call.state, call.facilities,
           {ends_at(kProfileLife, kept_state(record, "")).value_or(call.now), kEraseProfile,
            part_id(profile.string_or("clusterName", ""), profile.string_or("fargateProfileName", "")),
            Object{{"Arn", profile.string_or("fargateProfileArn", "")}}});
}

std::span<const Effect> fargate_effects() {
  return kEffects;
}

}  // namespace account::eks
