#include "services/iam/principals.h"

#include "account/record/index.h"
#include "account/record/late_identities.h"
#include "account/server/accounts.h"
#include "base/arn.h"

namespace account::iam {
namespace {

tl::unexpected<aws::Error> invalid_principal(std::string_view principal) {
  return aws::error("MalformedPolicyDocument", 400, "Invalid principal in policy: \"AWS\":\"{}\"", principal);
}

// The principal that a unique id stands for: IAM shows one where the user or role is gone, and takes it from
// nobody (IAM User Guide, "AWS JSON policy elements: Principal").
bool has_id(const State& state, std::string_view id) {
  for (const json::Value& account : list_accounts(state.of(""))) {
    State theirs = state.of(std::string(account.string_or("Id", "")));
    for (const RecordKind& kind : {kUsers, kRoles})
      if (is_any_through(theirs, kind, kind.id_member, id)) return true;
  }
  return false;
}

// Whether a user or role that a trust policy names exists. Accounts that are not on this server are taken at
// their word.
bool exists(const State& state, const std::string& principal) {
  if (principal.starts_with(kUsers.id_prefix) || principal.starts_with(kRoles.id_prefix))
    return has_id(state, principal);
  auto arn = base::Arn::parse(principal);
  if (!arn || arn->service != "iam" || !state.of("").contains("server.account", arn->account)) return true;
  State account = state.of(arn->account);
  std::string_view resource = arn->resource;
  std::string_view name = resource.substr(resource.rfind('/') + 1);
  if (resource.starts_with("role/")) return seen_role(account, principal).has_value();
  if (!resource.starts_with("user/")) return true;
  auto user = seen_user(account, name);
  return user && user->string_or("Arn", "") == principal;
}

aws::Result<void> check_principals(const json::Value& document, const State& state) {
  const json::Value* statements = document.find("Statement");
  json::Array list = statements->is_array() ? statements->as_array() : json::Array{*statements};
  for (const json::Value& statement : list) {
    const json::Value* principal = statement.find("Principal");
    const json::Value* aws = principal ? principal->find("AWS") : nullptr;
    if (!aws) continue;
    for (const json::Value& one : aws->is_array() ? aws->as_array() : json::Array{*aws}) {
      if (!exists(state, one.as_string())) return invalid_principal(one.as_string());
    }
  }
  return {};
}

}  // namespace

void new_boundary(const Call& call, const json::Value*, policy::Context& context) {
  std::string boundary = call.input.text("PermissionsBoundary");
  if (!boundary.empty()) context.set("iam:PermissionsBoundary", boundary);
}

void present_boundary(const Call&, const json::Value* record, policy::Context& context) {
  std::string boundary(record ? record->string_or("PermissionsBoundary", "") : "");
  if (!boundary.empty()) context.set("iam:PermissionsBoundary", boundary);
}

aws::Result<void> take_boundary(Call& call, json::Value& record) {
  std::string arn = call.input.text("PermissionsBoundary");
  if (arn.empty()) return {};
  if (!managed_policy_document(call.state, arn)) {
    return aws::error("NoSuchEntity", 404, "Policy {} does not exist or is not attachable.", arn);
  }
  record.as_object().set("PermissionsBoundary", arn);
  return {};
}

void add_boundary(const json::Value& record, json::Value& shown) {
  std::string arn(record.string_or("PermissionsBoundary", ""));
  if (arn.empty()) return;
  shown.as_object().set("PermissionsBoundary",
                        Object{{"PermissionsBoundaryType", "Policy"}, {"PermissionsBoundaryArn", arn}});
}

aws::Result<void> check_trust_policy(const std::string& text, const State& state) {
  TRY(check_document(text, policy::Kind::trust));
  return check_principals(TRY(json::parse(text)), state);
}

aws::Result<void> check_modifiable(const json::Value& record) {
  if (!record.string_or("Path", "").starts_with("/aws-service-role/")) return {};
  return aws::error(
      "UnmodifiableEntity", 400,
      "Cannot perform the operation on the protected role '{}' - this role is only modifiable by AWS",
      record.string_or("RoleName", ""));
}

void forget_principal(State& state, std::string_view arn, std::string_view id) {
  std::string from = fmt::format("\"{}\"", arn);
  std::string to = fmt::format("\"{}\"", id);
  for (const json::Value& account : list_accounts(state.of(""))) {
    State theirs = state.of(std::string(account.string_or("Id", "")));
    for (Entry& role : theirs.list(kRole)) {
      std::string trust(role.value.string_or("AssumeRolePolicyDocument", ""));
      size_t at = trust.find(from);
      if (at == std::string::npos) continue;
      for (; at != std::string::npos; at = trust.find(from, at + to.size()))
        trust.replace(at, from.size(), to);
      role.value.as_object().set("AssumeRolePolicyDocument", trust);
      store(theirs, kRoles, role.value);
    }
  }
}

aws::Result<void> check_no_policies(const json::Value& record) {
  if (!texts(record, "Attached").empty()) return delete_conflict("must detach all policies first");
  const json::Value* inline_policies = record.find("Inline");
  if (inline_policies && !inline_policies->as_object().empty())
    return delete_conflict("must delete policies first");
  return {};
}

}  // namespace account::iam
