// The end of grants: revoked by who may manage the key, retired by who no longer needs them (Developer Guide,
// "Retiring and revoking grants").
#include "services/kms/grant.h"
#include "services/kms/key.h"
#include "services/kms/kms.h"

namespace account::kms {
namespace {

Output revoke_grant(Call& call) {
  const json::Value& key = call.the().record;
  State owner = state_of_key(call, key);
  std::string place = grant_place(text_of(key, "KeyId"), call.input.text("GrantId"));
  if (!owner.contains(kGrants.name, place))
    return aws::error("NotFoundException", 400, "Grant ID {} not found", call.input.text("GrantId"));
  TRY(check_dry_run(call));
  remove(owner, kGrants, place);
  return Object{};
}

aws::Result<GrantName> named_grant(const Call& call) {
  const Input& in = call.input;
  if (in.has("GrantToken")) return read_grant_token(call, in.text("GrantToken"));
  if (!in.has("GrantId") || !in.has("KeyId"))
    return invalid("Specify either a grant token, or a key's ARN and a grant's ID.");
  KeyName key = TRY(read_key_name(call, in.text("KeyId")));
  return GrantName{key.account, key.text, in.text("GrantId")};
}

// The grant as a record, asked about as its key.
aws::Result<Resource> locate_grant(const Asking& asking) {
  const Call& call = asking.call;
  GrantName name = TRY(named_grant(call));
  State owner = call.state.of(name.account, call.state.region());
  Resource resource = key_resource(call, owner, name.key);
  std::optional<json::Value> key = std::move(resource.record);
  resource.named = grant_place(name.key, name.grant);
  resource.record = key ? find(owner, kGrants, resource.named) : std::nullopt;
  if (key && resource.record) resource.policy = with_retirement(*key, *resource.record);
  if (key && !resource.record)
    resource.absent = aws::error("NotFoundException", 400, "Grant ID {} not found", name.grant).value();
  return resource;
}

constexpr RecordKind grants_to_retire() {
  RecordKind kind = kGrants;
  kind.type = "key";
  kind.locate = locate_grant;
  kind.absent_code = "NotFoundException";
  kind.absent_status = 400;
  return kind;
}
constexpr RecordKind kGrantsToRetire = grants_to_retire();

Output retire_grant(Call& call) {
  TRY(check_dry_run(call));
  KeyName key = TRY(read_key_name(call, call.the().text("KeyId")));
  State owner = call.state.of(key.account, call.state.region());
  remove(owner, kGrants, call.the().named);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"RevokeGrant", {on(kAnyKeys, "KeyId")}, revoke_grant},
    {"RetireGrant", {on(kGrantsToRetire, "GrantId")}, retire_grant},
};

}  // namespace

std::span<const Operation> grant_end_operations() {
  return kOperations;
}

}  // namespace account::kms
