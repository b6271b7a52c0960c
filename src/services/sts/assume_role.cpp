// AssumeRole: the caller's identity policies and the role's trust policy decide, each on its side of the
// account border.
#include <algorithm>

#include "account/record/identities.h"
#include "account/record/tags.h"
#include "base/text.h"
#include "services/sts/credentials.h"
#include "services/sts/sts.h"

namespace account::sts {
namespace {

// That of the caller's session stays with whoever it becomes; a new one must be the same.
std::string source_identity(const Call& call) {
  bool inherited = call.caller.session && !call.caller.session->source_identity.empty();
  return inherited ? call.caller.session->source_identity : call.input.text("SourceIdentity");
}

void session_keys(const Call& call, const json::Value*, policy::Context& context) {
  const Input& in = call.input;
  context.set("sts:RoleSessionName", in.text("RoleSessionName"));
  if (in.has("ExternalId")) context.set("sts:ExternalId", in.text("ExternalId"));
  if (std::string identity = source_identity(call); !identity.empty())
    context.set("sts:SourceIdentity", identity);
  if (in.has("TransitiveTagKeys")) context.set_list("sts:TransitiveTagKeys", in.texts("TransitiveTagKeys"));
  // With a code of an MFA device the call itself is as strong as a session that has shown one.
  auto code = mfa_code(call);
  if (!code || !*code) return;
  context.set("aws:MultiFactorAuthPresent", "true");
  context.set("aws:MultiFactorAuthAge", "0");
}

// In the account of its ARN, with its trust policy. One that is not there trusts nobody.
aws::Result<Resource> locate_role(const Asking& asking) {
  const Call& call = asking.call;
  Resource resource;
  resource.arn = asking.text(asking.need.member);
  resource.account = TRY(account_of_role(resource.arn));
  if (call.caller.principal.type == policy::PrincipalType::root)
    return aws::error("AccessDenied", 403, "Roles may not be assumed by root accounts.");
  TRY(mfa_code(call));
  std::optional<Role> role = find_role(call.state, resource.arn);
  resource.policy = role ? role->trust_policy() : kTrustsNobody;
  resource.policy_kind = policy::ResourcePolicyKind::trust;
  if (role) add_resource_tags(role->record.find("Tags"), resource.keys, "iam");
  return resource;
}

constexpr RecordKind kAnyonesRoles{.name = kRole,
                                   .noun = "role",
                                   .type = "role",
                                   .arn = "iam::{account}:role{Path}{RoleName}",
                                   .name_member = "RoleArn",
                                   .locate = locate_role};

bool is_tagged(const Asking& asking, const Resource&) {
  const auto& session = asking.call.caller.session;
  return asking.gives("Tags") || (session && !session->transitive_tag_keys.empty());
}
constexpr When kIsTagged{"the session gets tags, of the call or of the caller's session", is_tagged};

bool has_source_identity(const Asking& asking, const Resource&) {
  return !source_identity(asking.call).empty();
}
constexpr When kHasSourceIdentity{
    "the session gets a source identity, of the call or of the caller's session", has_source_identity};

// Transitive tags and the source identity of the caller's session follow into the new one and cannot be changed.
aws::Result<void> inherit(const Call& call, Session& session) {
  session.source_identity = source_identity(call);
  if (call.input.has("SourceIdentity") && session.source_identity != call.input.text("SourceIdentity"))
    return aws::error("AccessDenied", 403, "The SourceIdentity of a session cannot be changed.");
  if (!call.caller.session) return {};
  const Session& caller = *call.caller.session;
  // Those of GetSessionToken, too: STS counts any temporary credentials.
  session.chained = true;
  for (const std::string& key : caller.transitive_tag_keys) {
    bool taken = std::any_of(session.tags.begin(), session.tags.end(),
                             [&](const auto& tag) { return base::equal_ignoring_case(tag.first, key); });
    if (taken) {
      return aws::error("InvalidParameterValue", 400,
                        "One of the specified transitive tag keys can't be set because it conflicts with a "
                        "transitive tag key from the calling session.");
    }
    auto tag = caller.tags.find(key);
    if (tag != caller.tags.end()) session.tags[key] = tag->second;
    session.transitive_tag_keys.push_back(key);
  }
  return {};
}

Output assume_role(Call& call) {
  const Input& in = call.input;
  std::optional<Role> role = find_role(call.state, in.text("RoleArn"));
  if (!role) return aws::error("AccessDenied", 403, "Not authorized to perform sts:AssumeRole");
  Session session = role_session(*role, in.text("RoleSessionName"));
  TRY(take_tags(in, session));
  TRY(take_transitive_keys(in, session));
  TRY(inherit(call, session));
  TRY(take_session_policies(in, call.state.of(role->account), session));
  mint(session, TRY(role_duration(in, *role, session.chained)), call.now, call.facilities.random);
  take_mfa(call, TRY(mfa_code(call)), session);
  Object output{{"Credentials", credentials(session, call.facilities)},
                {"AssumedRoleUser", assumed_role_user(session)}};
  if (!session.source_identity.empty()) output.set("SourceIdentity", session.source_identity);
  return output;
}

constexpr Operation kOperations[] = {
    {"AssumeRole",
     {on(kAnyonesRoles).keys(session_keys), also("sts:TagSession").when(kIsTagged),
      also("sts:SetSourceIdentity").when(kHasSourceIdentity)},
     assume_role},
};

}  // namespace

std::span<const Operation> assume_role_operations() {
  return kOperations;
}

}  // namespace account::sts
