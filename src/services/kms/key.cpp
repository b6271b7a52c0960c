#include "services/kms/key.h"

#include "account/record/index.h"
#include "account/record/tags.h"
#include "base/arn.h"
#include "services/kms/alias.h"
#include "services/kms/aws_managed.h"
#include "services/kms/ciphertext.h"
#include "services/kms/grant.h"

namespace account::kms {
namespace {

std::string key_arn(const State& owner, const std::string& id) {
  return arn_of(owner, kKeys, json::Object{{"KeyId", id}});
}

// Service Authorization Reference, the key's own condition keys.
void add_keys_of_record(const State& owner, const json::Value& key, policy::Context& context) {
  add_resource_tags(key.find("Tags"), context);
  context.set("kms:KeySpec", text_of(key, "KeySpec"));
  context.set("kms:KeyUsage", text_of(key, "KeyUsage"));
  context.set("kms:KeyOrigin", text_of(key, "Origin"));
  bool is_multi_region = key.bool_or("MultiRegion", false);
  context.set("kms:MultiRegion", is_multi_region ? "true" : "false");
  if (is_multi_region) context.set("kms:MultiRegionKeyType", "PRIMARY");
  std::vector<std::string> aliases;
  for (const Entry& alias : find_through(owner, kAliases, "TargetKeyId", text_of(key, "KeyId")))
    aliases.push_back(alias.id);
  if (!aliases.empty()) context.set_list("kms:ResourceAliases", std::move(aliases));
}

aws::Result<Resource> by_alias(const Call& call, const KeyName& name) {
  State owner = call.state.of(name.account, call.state.region());
  auto alias = find_alias(call, owner, name.text);
  if (alias) return key_resource(call, owner, text_of(*alias, "TargetKeyId"));
  Resource resource;
  resource.account = name.account;
  resource.named = name.text;
  resource.arn = arn_of(owner, kAliases, json::Object{{"AliasName", name.text}});
  resource.absent = aws::error("NotFoundException", 400, "Alias {} is not found.", resource.arn).value();
  return resource;
}

Resource by_id(const Call& call, const KeyName& name) {
  return key_resource(call, call.state.of(name.account, call.state.region()), name.text);
}

}  // namespace

std::string text_of(const json::Value& record, std::string_view member) {
  return std::string(record.string_or(member, ""));
}

const std::string& own_account(const Call& call) {
  return call.caller.account.empty() ? call.state.account() : call.caller.account;
}

State state_of_key(const State& state, const json::Value& key) {
  return state.of(text_of(key, "AWSAccountId"), state.region());
}

State state_of_key(const Call& call, const json::Value& key) {
  return state_of_key(call.state, key);
}

aws::Result<KeyName> read_key_name(const Call& call, std::string_view text) {
  if (!text.starts_with("arn:")) return KeyName{own_account(call), std::string(text)};
  auto arn = base::Arn::parse(text);
  if (!arn || arn->service != "kms") return aws::error("InvalidArnException", 400, "Invalid arn {}", text);
  if (arn->region != call.state.region())
    return aws::error("NotFoundException", 400, "Invalid arn {}", arn->region);
  if (arn->resource.starts_with("alias/")) return KeyName{arn->account, arn->resource};
  if (arn->resource.starts_with("key/")) return KeyName{arn->account, arn->resource.substr(4)};
  return aws::error("InvalidArnException", 400, "Invalid arn {}", text);
}

Resource key_resource(const Call& call, const State& owner, const std::string& id) {
  Resource resource;
  resource.account = owner.account();
  resource.named = id;
  resource.arn = key_arn(owner, id);
  resource.policy_kind = policy::ResourcePolicyKind::key;
  resource.record = find(owner, kKeys, id);
  if (resource.record) {
    resource.policy = with_grants(call, owner, *resource.record);
    add_keys_of_record(owner, *resource.record, resource.keys);
  } else if (!id.empty()) {
    resource.absent = aws::error("NotFoundException", 400, "Key '{}' does not exist", resource.arn).value();
  }
  return resource;
}

aws::Result<Resource> locate_own_key(const Asking& asking) {
  if (asking.need.about == Need::About::created)  // its id is not known yet
    return Resource{.arn = key_arn(asking.call.state, "*")};
  Resource resource = TRY(locate_key(asking));
  if (resource.account != own_account(asking.call)) resource.policy.clear();
  return resource;
}

aws::Result<Resource> locate_key(const Asking& asking) {
  std::string text = asking.text(asking.need.member);
  KeyName name = TRY(read_key_name(asking.call, text));
  if (name.is_alias()) return aws::error("NotFoundException", 400, "Invalid keyId '{}'", text);
  return by_id(asking.call, name);
}

aws::Result<Resource> locate_key_to_use(const Asking& asking) {
  KeyName name = TRY(read_key_name(asking.call, asking.text(asking.need.member)));
  return name.is_alias() ? by_alias(asking.call, name) : by_id(asking.call, name);
}

aws::Result<Resource> locate_key_of_ciphertext(const Asking& asking) {
  Ciphertext sealed = TRY(read_ciphertext(asking.text(asking.need.member)));
  if (sealed.region != asking.call.state.region()) return invalid_ciphertext();
  return by_id(asking.call, {sealed.account, sealed.key_id});
}

bool is_pending_deletion(const json::Value& key) {
  return key.string_or("KeyState", "") == "PendingDeletion";
}

bool is_disabled(const json::Value& key) {
  return key.string_or("KeyState", "") == "Disabled";
}

aws::Result<void> check_not_pending_deletion(const json::Value& key) {
  if (!is_pending_deletion(key)) return {};
  return aws::error("KMSInvalidStateException", 400, "{} is pending deletion.", text_of(key, "Arn"));
}

aws::Result<void> check_enabled(const json::Value& key) {
  TRY(check_not_pending_deletion(key));
  if (!is_disabled(key)) return {};
  return aws::error("DisabledException", 400, "{} is disabled.", text_of(key, "Arn"));
}

tl::unexpected<aws::Error> invalid(std::string_view words) {
  return tl::unexpected(aws::Error("ValidationException", 400, std::string(words)));
}

tl::unexpected<aws::Error> not_simulated(std::string_view what) {
  return aws::error("UnsupportedOperationException", 400, "{} (not simulated; see docs/operations.md)", what);
}

aws::Result<void> check_dry_run(const Call& call) {
  if (!call.input.flag("DryRun")) return {};
  return aws::error("DryRunOperationException", 412,
                    "The request would have succeeded, but the DryRun option is set.");
}

}  // namespace account::kms
