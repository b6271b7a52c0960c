// A key's policy, read and put.
#include "services/kms/key.h"
#include "services/kms/key_policy.h"
#include "services/kms/kms.h"
#include "services/kms/listing.h"

namespace account::kms {
namespace {

aws::Result<void> check_name(const Call& call) {
  if (!call.input.has("PolicyName") || call.input.text("PolicyName") == kPolicyName) return {};
  return aws::error("NotFoundException", 400, "No such policy exists");
}

Output get_policy(Call& call) {
  TRY(check_name(call));
  const json::Value& key = call.the().record;
  return Object{{"Policy", show_policy(call.state, text_of(key, "Policy"), key.find("PolicyArns"))},
                {"PolicyName", kPolicyName}};
}

Output list_policies(Call& call) {
  return list_page(call, "PolicyNames", {{std::string(kPolicyName), kPolicyName}}, {100, 1000});
}

Output put_policy(Call& call) {
  TRY(check_name(call));
  KeptPolicy kept = TRY(take_policy(call, call.input.text("Policy")));
  call.the().fields().set("Policy", std::move(kept.text));
  call.the().fields().set("PolicyArns", std::move(kept.arns));
  call.save(call.the());
  return Object{};
}

void bypass_key(const Call& call, const json::Value*, policy::Context& context) {
  bool bypasses = call.input.flag("BypassPolicyLockoutSafetyCheck");
  context.set("kms:BypassPolicyLockoutSafetyCheck", bypasses ? "true" : "false");
}

constexpr Operation kOperations[] = {
    {"GetKeyPolicy", {kOnKey}, get_policy},
    {"ListKeyPolicies", {kOnKey}, list_policies},
    {"PutKeyPolicy", {kOnKey.keys(bypass_key)}, put_policy},
};

}  // namespace

std::span<const Operation> policy_operations() {
  return kOperations;
}

}  // namespace account::kms
