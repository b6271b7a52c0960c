// AssumeRole: the caller's identity policies and the role's trust policy decide, each on its side of the
// account border.
#include "account/sts/credentials.h"
#include "account/sts/sts.h"

namespace account::sts {
namespace {

policy::Context trust_context(const Call& call, const std::optional<Role>& role) {
  const Input& in = call.input;
  policy::Context context;
  context.set("sts:RoleSessionName", in.text("RoleSessionName"));
  if (in.has("ExternalId")) context.set("sts:ExternalId", in.text("ExternalId"));
  if (in.has("SourceIdentity")) context.set("sts:SourceIdentity", in.text("SourceIdentity"));
  std::vector<std::string> keys;
  for (const json::Value& tag : in.list("Tags")) {
    keys.emplace_back(tag.string_or("Key", ""));
    context.set("aws:RequestTag/" + keys.back(), std::string(tag.string_or("Value", "")));
  }
  if (!keys.empty()) context.set_list("aws:TagKeys", keys);
  if (in.has("TransitiveTagKeys")) context.set_list("sts:TransitiveTagKeys", in.texts("TransitiveTagKeys"));
  if (const json::Value* tags = role ? role->record.find("Tags") : nullptr) {
    for (const json::Value& tag : tags->as_array()) {
      std::string key(tag.string_or("Key", ""));
      std::string value(tag.string_or("Value", ""));
      context.set("iam:ResourceTag/" + key, value);
      context.set("aws:ResourceTag/" + key, value);
    }
  }
  return context;
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
  Questions questions = {question};
  bool tagged = !call.input.list("Tags").empty() ||
                (call.caller.session && !call.caller.session->transitive_tag_keys.empty());
  if (tagged) {
    question.action = "sts:TagSession";
    questions.push_back(question);
  }
  if (call.input.has("SourceIdentity")) {
    question.action = "sts:SetSourceIdentity";
    questions.push_back(question);
  }
  return questions;
}

// Transitive tags and the source identity of the caller's session follow into the new one and cannot be
// changed.
aws::Result<void> inherit(const Caller& caller, const Input& in, Session& session) {
  session.transitive_tag_keys = in.texts("TransitiveTagKeys");
  session.source_identity = in.text("SourceIdentity");
  if (!caller.session) return {};
  session.chained = caller.session->type == policy::PrincipalType::role_session;
  for (const std::string& key : caller.session->transitive_tag_keys) {
    if (session.tags.contains(key)) {
      return aws::error("ValidationError", 400,
                        "One of the specified transitive tag keys can't be set because it conflicts with a "
                        "transitive tag key from the calling session.");
    }
    auto tag = caller.session->tags.find(key);
    if (tag != caller.session->tags.end()) session.tags[key] = tag->second;
    session.transitive_tag_keys.push_back(key);
  }
  const std::string& given = caller.session->source_identity;
  if (!given.empty() && !session.source_identity.empty() && given != session.source_identity) {
    return aws::error("AccessDenied", 403, "The SourceIdentity of a session cannot be changed.");
  }
  if (!given.empty()) session.source_identity = given;
  return {};
}

Output assume_role(Call& call) {
  const Input& in = call.input;
  std::optional<Role> role = find_role(call.state, in.text("RoleArn"));
  if (!role) return aws::error("AccessDenied", 403, "Not authorized to perform sts:AssumeRole");
  Session session = role_session(*role, in.text("RoleSessionName"));
  TRY(take_tags(in, session));
  TRY(inherit(call.caller, in, session));
  TRY(take_session_policies(in, call.state.of(role->account), session));
  mint(session, TRY(role_duration(in, *role, session.chained)), call.now, call.environment.random);
  Object output{{"Credentials", credentials(session, call.environment)},
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
