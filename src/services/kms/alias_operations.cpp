// Aliases: made, led to another key, listed, deleted.
//
// Source: AWS KMS Developer Guide, "Aliases in AWS KMS", "Controlling access to aliases".
#include "account/record/index.h"
#include "services/kms/alias.h"
#include "services/kms/aws_managed.h"
#include "services/kms/key.h"
#include "services/kms/kms.h"
#include "services/kms/listing.h"
#include "services/quotas.h"

namespace account::kms {
namespace {

constexpr std::string_view kPrefix = "alias/";

// The key to which the alias leads before the call.
aws::Result<Resource> locate_key_of_alias(const Asking& asking) {
  const Call& call = asking.call;
  auto alias = find(call.state, kAliases, asking.text("AliasName"));
  return key_resource(call, call.state, alias ? text_of(*alias, "TargetKeyId") : "");
}
constexpr RecordKind kKeysOfAlias = located_by(locate_key_of_alias);

bool leads_somewhere(const Asking& asking, const Resource& last) {
  return asking.need.about == Need::About::found && last.record.has_value();
}
constexpr When kIsThere{"there is such an alias", leads_somewhere};

aws::Result<void> check_target(const Call& call, const json::Value& key) {
  TRY(check_not_pending_deletion(key));
  return check_quota(call, quotas::kAliasesPerKey,
                     count_through(call.state, kAliases, "TargetKeyId", text_of(key, "KeyId")));
}

Output create_alias(Call& call) {
  std::string name = call.input.text("AliasName");
  const json::Value& key = call.the().record;
  if (!name.starts_with(kPrefix) || name.size() == kPrefix.size())
    return aws::error("InvalidAliasNameException", 400, "Alias must start with the prefix \"alias/\".");
  if (find(call.state, kAliases, name))
    return aws::error("AlreadyExistsException", 400, "An alias with the name {} already exists",
                      arn_of(call.state, kAliases, Object{{"AliasName", name}}));
  TRY(check_target(call, key));
  call.make(kAliases, name, new_alias(call.state, name, text_of(key, "KeyId"), call.now));
  return Object{};
}

Output update_alias(Call& call) {
  Found& alias = call.found.at(0);
  const json::Value& target = call.found.back().record;
  TRY(check_target(call, target));
  alias.fields().set("TargetKeyId", text_of(target, "KeyId"));
  alias.fields().set("LastUpdatedDate", base::to_ms(call.now));
  call.save(alias);
  return Object{};
}

Output delete_alias(Call& call) {
  call.erase(call.the());
  return Object{};
}

Output list_aliases(Call& call) {
  std::vector<Entry> aliases;
  if (call.input.has("KeyId")) {
    KeyName name = TRY(read_key_name(call, call.input.text("KeyId")));
    auto key = name.account == own_account(call) ? find(call.state, kKeys, name.text) : std::nullopt;
    if (!key) return aws::error("NotFoundException", 400, "Invalid keyId '{}'", call.input.text("KeyId"));
    aliases = find_through(call.state, kAliases, "TargetKeyId", name.text);
  } else {
    aliases = call.state.list(kAliases.name);
  }
  return list_page(call, "Aliases", std::move(aliases), {50, 100});
}

constexpr Operation kOperations[] = {
    {"CreateAlias", {creates(kAliases), on(kKeys, "TargetKeyId")}, create_alias},
    {"UpdateAlias", {on(kAliases), on(kKeysOfAlias).when(kIsThere), on(kKeys, "TargetKeyId")}, update_alias},
    {"DeleteAlias", {on(kAliases), on(kKeysOfAlias).when(kIsThere)}, delete_alias},
    {"ListAliases", {any()}, list_aliases},
};

}  // namespace

std::optional<json::Value> find_alias(const Call& call, State& owner, std::string_view name) {
  auto alias = find(owner, kAliases, name);
  return alias ? std::move(alias) : make_aws_managed(call, owner, name);
}

json::Value new_alias(const State& owner, std::string_view name, std::string_view key, base::Time now) {
  return Object{{"AliasName", name},
                {"AliasArn", arn_of(owner, kAliases, Object{{"AliasName", name}})},
                {"TargetKeyId", key},
                {"CreationDate", base::to_ms(now)},
                {"LastUpdatedDate", base::to_ms(now)}};
}

std::span<const Operation> alias_operations() {
  return kOperations;
}

}  // namespace account::kms
