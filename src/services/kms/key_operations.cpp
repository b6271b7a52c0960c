// Keys: made, described, listed.
#include "account/call/facilities.h"
#include "services/kms/condition_keys.h"
#include "services/kms/key.h"
#include "services/kms/key_policy.h"
#include "services/kms/kms.h"
#include "services/kms/listing.h"
#include "services/kms/new_key.h"
#include "services/kms/tags.h"
#include "services/quotas.h"

namespace account::kms {
namespace {

// KeySpec, or as it was called before.
std::string spec_of(const Input& in) {
  for (std::string_view member : {"KeySpec", "CustomerMasterKeySpec"})
    if (in.has(member)) return in.text(member);
  return "SYMMETRIC_DEFAULT";
}

std::string usage_of(const Input& in) {
  return in.has("KeyUsage") ? in.text("KeyUsage") : "ENCRYPT_DECRYPT";
}

std::string origin_of(const Input& in) {
  return in.has("Origin") ? in.text("Origin") : "AWS_KMS";
}

aws::Result<void> check_kind(const Input& in) {
  bool says_both = in.has("KeySpec") && in.has("CustomerMasterKeySpec");
  if (says_both) return invalid("You cannot specify KeySpec and CustomerMasterKeySpec in the same request.");
  if (origin_of(in) != "AWS_KMS") return not_simulated(fmt::format("A key of the origin {}", origin_of(in)));
  for (std::string_view store : {"CustomKeyStoreId", "XksKeyId"})
    if (in.has(store)) return not_simulated(fmt::format("A key with {}", store));
  if (spec_of(in) != "SYMMETRIC_DEFAULT") return not_simulated(fmt::format("The key spec {}", spec_of(in)));
  if (usage_of(in) == "ENCRYPT_DECRYPT") return {};
  return invalid(fmt::format("KeyUsage {} is not compatible with KeySpec SYMMETRIC_DEFAULT", usage_of(in)));
}

Output create_key(Call& call) {
  const Input& in = call.input;
  TRY(check_kind(in));
  json::Object tags = TRY(with_tags_of(call, {}));
  KeptPolicy policy{default_policy(call.state), {}};
  if (in.has("Policy")) policy = TRY(take_policy(call, in.text("Policy")));
  size_t limit = static_cast<size_t>(most_of(call, quotas::kKeys)) + 1;
  TRY(check_quota(call, quotas::kKeys, call.state.ids(kKeys.name, {.limit = limit}).size()));
  json::Value key = new_key(call, call.state,
                            {.description = in.text("Description"),
                             .is_multi_region = in.flag("MultiRegion"),
                             .policy = std::move(policy.text),
                             .policy_arns = std::move(policy.arns),
                             .tags = std::move(tags)});
  call.make(kKeys, text_of(key, "KeyId"), key);
  return Object{{"KeyMetadata", metadata(call.state, key)}};
}

Output describe_key(Call& call) {
  const json::Value& key = call.the().record;
  return Object{{"KeyMetadata", metadata(state_of_key(call, key), key)}};
}

Output list_keys(Call& call) {
  std::vector<Entry> keys = call.state.list(kKeys.name);
  for (Entry& key : keys) key.value = Object{{"KeyId", key.id}, {"KeyArn", text_of(key.value, "Arn")}};
  return list_page(call, "Keys", std::move(keys), {100, 1000});
}

Output update_description(Call& call) {
  TRY(check_not_pending_deletion(call.the().record));
  call.the().fields().set("Description", call.input.text("Description"));
  call.save(call.the());
  return Object{};
}

// What the key will be (Developer Guide, "AWS KMS condition keys").
void new_key_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  context.set("kms:KeySpec", spec_of(in));
  context.set("kms:KeyUsage", usage_of(in));
  context.set("kms:KeyOrigin", origin_of(in));
  context.set("kms:MultiRegion", in.flag("MultiRegion") ? "true" : "false");
  if (in.flag("MultiRegion")) context.set("kms:MultiRegionKeyType", "PRIMARY");
  context.set("kms:BypassPolicyLockoutSafetyCheck",
              in.flag("BypassPolicyLockoutSafetyCheck") ? "true" : "false");
}

constexpr Operation kOperations[] = {
    {"CreateKey",
     {any().keys(new_key_keys), creates(kKeys).asks("kms:TagResource").when("Tags")},
     create_key},
    {"DescribeKey", {on(kUsedKeys).keys(alias_keys)}, describe_key},
    {"ListKeys", {any()}, list_keys},
    {"UpdateKeyDescription", {kOnKey}, update_description},
};

}  // namespace

std::span<const Operation> key_operations() {
  return kOperations;
}

}  // namespace account::kms
