#include "account/call/due_work.h"
#include "services/kms/key.h"
#include "services/kms/kms.h"
#include "services/kms/listing.h"
#include "services/kms/material.h"
#include "services/kms/new_key.h"
#include "services/kms/rotation.h"
#include "services/quotas.h"

namespace account::kms {
namespace {

constexpr std::string_view kOnDemand = "ON_DEMAND";

bool is_due(const json::Value& key, base::Time now) {
  const json::Value* rotation = key.find("Rotation");
  return rotation && rotation->int_or("Next", 0) <= base::to_ms(now);
}

void rotate(json::Value& key, const State& owner, Facilities& facilities, base::Time now) {
  add_material(key, facilities, now, "AUTOMATIC");
  json::Object& rotation = key.as_object()["Rotation"].as_object();
  base::Time next = now + std::chrono::hours(24 * rotation.find("Period")->as_int());
  rotation.set("Next", base::to_ms(next));
  schedule(owner, facilities, {next, kRotateKey.name, text_of(key, "KeyId")});
}

void rotate_when_due(Due& due) {
  auto key = find(due.state, kKeys, due.id);
  if (!key || !is_due(*key, due.now) || key->string_or("KeyState", "") != "Enabled") return;
  rotate(*key, due.state, due.facilities, due.now);
  store(due.state, kKeys, *key);
}

// Keys that AWS keeps have a policy that lets nobody come here.
Output enable_rotation(Call& call) {
  json::Value& key = call.the().record;
  TRY(check_enabled(key));
  start_rotation(call, call.state, key, call.input.number("RotationPeriodInDays", kDefaultRotationPeriod));
  call.save(call.the());
  return Object{};
}

Output disable_rotation(Call& call) {
  TRY(check_enabled(call.the().record));
  call.the().fields().erase("Rotation");
  call.save(call.the());
  return Object{};
}

Output get_status(Call& call) {
  const json::Value& key = call.the().record;
  const json::Value* rotation = is_pending_deletion(key) ? nullptr : key.find("Rotation");
  Object answer{{"KeyId", text_of(key, "Arn")}, {"KeyRotationEnabled", rotation != nullptr}};
  if (rotation) {
    answer.set("RotationPeriodInDays", rotation->int_or("Period", 0));
    answer.set("NextRotationDate", rotation->int_or("Next", 0));
  }
  return answer;
}

size_t count_on_demand(const json::Value& key) {
  size_t count = 0;
  for (const json::Value& material : key.find("Materials")->as_array())
    if (material.string_or("Type", "") == kOnDemand) ++count;
  return count;
}

Output rotate_on_demand(Call& call) {
  json::Value& key = call.the().record;
  TRY(check_enabled(key));
  TRY(check_quota(call, quotas::kOnDemandRotations, count_on_demand(key)));
  add_material(key, call.facilities, call.now, kOnDemand);
  call.save(call.the());
  return Object{{"KeyId", text_of(key, "Arn")}};
}

Output list_rotations(Call& call) {
  const json::Value& key = call.the().record;
  bool lists_all = call.input.text("IncludeKeyMaterial") == "ALL_KEY_MATERIAL";
  std::vector<Entry> rotations;
  const json::Array& materials = key.find("Materials")->as_array();
  for (size_t i = 0; i < materials.size(); ++i) {
    const json::Value* type = materials[i].find("Type");
    if (!type && !lists_all) continue;
    bool is_newest = i + 1 == materials.size();
    Object rotation{{"KeyId", text_of(key, "Arn")},
                    {"KeyMaterialId", text_of(materials[i], "Id")},
                    {"KeyMaterialState", is_newest ? "CURRENT" : "NON_CURRENT"}};
    if (type) {
      rotation.set("RotationType", *type);
      rotation.set("RotationDate", materials[i].int_or("Date", 0));
    }
    rotations.push_back({fmt::format("{:08}", i), std::move(rotation)});
  }
  return list_page(call, "Rotations", std::move(rotations), {100, 1000});
}

void period_key(const Call& call, const json::Value*, policy::Context& context) {
  context.set("kms:RotationPeriodInDays",
              std::to_string(call.input.number("RotationPeriodInDays", kDefaultRotationPeriod)));
}

constexpr Operation kOperations[] = {
    {"EnableKeyRotation", {kOnKey.keys(period_key)}, enable_rotation},
    {"DisableKeyRotation", {kOnKey}, disable_rotation},
    {"GetKeyRotationStatus", {on(kAnyKeys, "KeyId")}, get_status},
    {"RotateKeyOnDemand", {kOnKey}, rotate_on_demand},
    {"ListKeyRotations", {kOnKey}, list_rotations},
};

}  // namespace

const Effect kRotateKey{"kms.rotate_key", rotate_when_due};

void catch_up_rotation(json::Value& key, const State& owner, Facilities& facilities, base::Time now) {
  if (is_due(key, now)) rotate(key, owner, facilities, now);
}

std::span<const Operation> rotation_operations() {
  return kOperations;
}

}  // namespace account::kms
