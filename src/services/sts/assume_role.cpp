// AssumeRole: the caller's identity policies and the role's trust policy decide, each on its side of the
// account border.
#include <algorithm>

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

policy::Context trust_context(const Call& call, const std::optional<Role>& role) {
  const Input& in = call.input;
  policy::Context context;
  context.set("sts:RoleSessionName", in.text("RoleSessionName"));
  if (in.has("ExternalId")) context.set("sts:ExternalId", in.text("ExternalId"));
  if (std::string identity = source_identity(call); !identity.empty())
    context.set("sts:SourceIdentity", identity);
  add_request_tags(in.find("Tags"), context);
  if (in.has("TransitiveTagKeys")) context.set_list("sts:TransitiveTagKeys", in.texts("TransitiveTagKeys"));
  if (role) add_resource_tags(role->record.find("Tags"), context, "iam");
  return context;
}

// With a code of an MFA device the call itself is as strong as a session that has shown one.
aws::Result<void> add_mfa(const Call& call, policy::Context& context) {
  if (!TRY(mfa_code(call))) return {};
  context.set("aws:MultiFactorAuthPresent", "true");
  context.set("aws:MultiFactorAuthAge", "0");
  return {};
}

aws::Result<Questions> may_assume(const Call& call) {
  std::string arn = call.input.text("RoleArn");
  std::string account = TRY(account_of_role(arn));
  if (call.caller.principal.type == policy::PrincipalType::root) {
    return aws::error("AccessDenied", 403, "Roles may not be assumed by root accounts.");
  }
  std::optional<Role> role = find_role(call.state, arn);
  Question question{"sts:AssumeRole",
                    arn,
                    account,
                    trust_context(call, role),
                    role ? role->trust_policy() : kTrustsNobody,
                    policy::ResourcePolicyKind::trust};
  TRY(add_mfa(call, question.context));
  Questions questions = {question};
  bool tagged = !call.input.list("Tags").empty() ||
                (call.caller.session && !call.caller.session->transitive_tag_keys.empty());
  if (tagged) {
    question.action = "sts:TagSession";
    questions.push_back(question);
  }
  if (!source_identity(call).empty()) {
    question.action = "sts:SetSourceIdentity";
    questions.push_back(question);
  }
  return questions;
}

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

constexpr Operation kOperations[] = {{"AssumeRole", may_assume, assume_role}};

}  // namespace

std::span<const Operation> assume_role_operations() {
  return kOperations;
}

}  // namespace account::sts
