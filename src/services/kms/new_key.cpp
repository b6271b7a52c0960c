#include "services/kms/new_key.h"

#include "services/kms/key.h"
#include "services/kms/kms.h"
#include "services/kms/material.h"

namespace account::kms {
namespace {

constexpr std::string_view kShown[] = {"AWSAccountId", "KeyId",      "Arn",      "CreationDate",
                                       "Description",  "KeyUsage",   "KeyState", "DeletionDate",
                                       "Origin",       "KeyManager", "KeySpec",  "MultiRegion"};

}  // namespace

json::Value new_key(const Call& call, const State& owner, KeyToMake wanted) {
  base::Random& random = call.facilities.random;
  std::string id = wanted.is_multi_region ? "mrk-" + random.hex(32) : random.uuid();
  json::Value key = json::Object{{"AWSAccountId", owner.account()},
                                 {"KeyId", id},
                                 {"Arn", arn_of(owner, kKeys, json::Object{{"KeyId", id}})},
                                 {"CreationDate", base::to_ms(call.now)},
                                 {"Description", std::move(wanted.description)},
                                 {"KeyUsage", std::move(wanted.usage)},
                                 {"KeyState", "Enabled"},
                                 {"Origin", "AWS_KMS"},
                                 {"KeyManager", std::move(wanted.manager)},
                                 {"KeySpec", std::move(wanted.spec)},
                                 {"MultiRegion", wanted.is_multi_region},
                                 {"Policy", std::move(wanted.policy)},
                                 {"PolicyArns", std::move(wanted.policy_arns)},
                                 {"Tags", std::move(wanted.tags)}};
  add_material(key, call.facilities, call.now, "");
  return key;
}

void start_rotation(const Call& call, const State& owner, json::Value& key, int64_t days) {
  base::Time next = call.now + std::chrono::hours(24 * days);
  key.as_object().set("Rotation", json::Object{{"Period", days}, {"Next", base::to_ms(next)}});
  schedule(owner, call.facilities, {next, kRotateKey.name, text_of(key, "KeyId")});
}

json::Object metadata(const State& owner, const json::Value& key) {
  json::Object shown;
  for (std::string_view member : kShown) shown.set_if(member, key.find(member));
  shown.set("Enabled", key.string_or("KeyState", "") == "Enabled");
  shown.set("CustomerMasterKeySpec", text_of(key, "KeySpec"));
  shown.set("EncryptionAlgorithms", json::Array{text_of(key, "KeySpec")});
  shown.set("CurrentKeyMaterialId", current_material(key));
  if (key.bool_or("MultiRegion", false)) {
    shown.set(
        "MultiRegionConfiguration",
        json::Object{{"MultiRegionKeyType", "PRIMARY"},
                     {"PrimaryKey", json::Object{{"Arn", text_of(key, "Arn")}, {"Region", owner.region()}}},
                     {"ReplicaKeys", json::Array()}});
  }
  return shown;
}

}  // namespace account::kms
