#include "account/call/authorize.h"

#include "account/record/late_identities.h"
#include "base/log.h"

namespace account {
namespace {

using policy::Kind;
using policy::PrincipalType;

constexpr size_t kMaxCompiled = 8192;

// Empty: the key is absent (services, web identities).
std::string_view principal_type_name(PrincipalType type) {
  switch (type) {
    case PrincipalType::anonymous:
      return "Anonymous";
    case PrincipalType::root:
      return "Account";
    case PrincipalType::user:
      return "User";
    case PrincipalType::federated_user:
      return "FederatedUser";
    case PrincipalType::role_session:
      return "AssumedRole";
    default:
      return "";
  }
}

void add_tags(const json::Value& entity, policy::Context& context) {
  const json::Value* tags = entity.find("Tags");
  if (!tags || !tags->is_array()) return;
  for (const json::Value& tag : tags->as_array()) {
    context.set(fmt::format("aws:PrincipalTag/{}", tag.string_or("Key", "")),
                std::string(tag.string_or("Value", "")));
  }
}

void add_session_keys(const Session& session, base::Time now, policy::Context& context) {
  // Long-term keys have neither; sessions always say whether (IAM User Guide, "AWS global condition context keys").
  context.set("aws:MultiFactorAuthPresent", session.mfa ? "true" : "false");
  if (session.mfa) {
    auto age = std::chrono::floor<std::chrono::seconds>(now - *session.mfa);
    context.set("aws:MultiFactorAuthAge", std::to_string(age.count()));
  }
  context.set("aws:TokenIssueTime", base::iso8601(session.issued));
  for (const auto& [key, value] : session.tags) context.set("aws:PrincipalTag/" + key, value);
  if (!session.source_identity.empty()) context.set("aws:SourceIdentity", session.source_identity);
  if (!session.federated_provider.empty()) context.set("aws:FederatedProvider", session.federated_provider);
  for (const auto& [key, values] : session.web_identity) {
    if (key.ends_with(":amr") || values.size() > 1) {
      context.set_list(key, values);
    } else if (!values.empty()) {
      context.set(key, values.front());
    }
  }
}

}  // namespace

policy::PolicyPtr Authorizer::known(const std::string& key) {
  std::lock_guard lock(mutex_);
  auto found = compiled_.find(key);
  return found == compiled_.end() ? nullptr : found->second;
}

void Authorizer::remember(std::string key, policy::PolicyPtr policy) {
  std::lock_guard lock(mutex_);
  if (compiled_.size() >= kMaxCompiled) compiled_.clear();
  compiled_[std::move(key)] = std::move(policy);
}

policy::PolicyPtr Authorizer::compiled(const std::string& text, Kind kind, const std::string& name) {
  std::string key = fmt::format("{}\n{}\n{}", static_cast<int>(kind), name, text);
  if (policy::PolicyPtr policy = known(key)) return policy;
  // How large it may be was checked by the service that stored it: a key's policy may be larger than a bucket's.
  base::Diagnostics found(name, text);
  policy::PolicyPtr policy = policy::compile(text, kind, found, name, policy::Size::any);
  if (!policy)
    base::log(base::LogLevel::error, "a stored policy cannot be read: {}", found.render());
  else
    remember(std::move(key), policy);
  return policy;
}

aws::Result<policy::PolicyPtr> Authorizer::document(const std::string& text, Kind kind,
                                                    const std::string& name) {
  if (policy::PolicyPtr result = compiled(text, kind, name)) return result;
  return aws::error("InternalFailure", 500, "The policy {} cannot be read.", name);
}

// By the bytes of its record: finding its text in them is most of the work. AWS's own have no record, and never change.
aws::Result<policy::PolicyPtr> Authorizer::managed(const State& account, const std::string& arn, Kind kind) {
  std::string key = fmt::format("{}\n{}\nrecord {}", static_cast<int>(kind), arn,
                                account.get_bytes(kPolicy, arn).value_or(""));
  if (policy::PolicyPtr policy = known(key)) return policy;
  std::optional<std::string> text = managed_policy_document(account, arn);
  if (!text) return aws::error("InternalFailure", 500, "The policy {} cannot be read.", arn);
  policy::PolicyPtr policy = TRY(document(*text, kind, arn));
  remember(std::move(key), policy);
  return policy;
}

aws::Result<void> Authorizer::add_entity(const json::Value& entity, const State& account,
                                         policy::Layers& layers) {
  if (const json::Value* inline_policies = entity.find("Inline")) {
    for (const auto& [name, text, span] : inline_policies->as_object()) {
      layers.identity.push_back(TRY(document(text.as_string(), Kind::identity, name)));
    }
  }
  for (const std::string& arn : texts(entity, "Attached")) {
    layers.identity.push_back(TRY(managed(account, arn, Kind::identity)));
  }
  return {};
}

aws::Result<void> Authorizer::add_identity(const Caller& caller, const State& account,
                                           CallerPolicies& policies) {
  std::optional<json::Value> entity;
  if (caller.principal.type == PrincipalType::role_session) {
    entity = seen_role(account, caller.principal.role_arn);
  } else if (!caller.user_name.empty()) {
    entity = seen_user(account, caller.user_name);
  }
  if (!entity) return {};  // root, or a principal that has been deleted since: no policies
  policy::Layers& layers = policies.layers;
  TRY(add_entity(*entity, account, layers));
  for (const std::string& name : texts(*entity, "Groups")) {
    if (std::optional<json::Value> group = seen_group(account, name))
      TRY(add_entity(*group, account, layers));
  }
  std::string boundary(entity->string_or("PermissionsBoundary", ""));
  if (!boundary.empty()) layers.boundary = TRY(managed(account, boundary, Kind::boundary));
  add_tags(*entity, policies.tags);
  return {};
}

aws::Result<void> Authorizer::add_session(const Session& session, const State& account,
                                          policy::Layers& layers) {
  bool restricted = !session.session_policy.empty() || !session.policy_arns.empty();
  // A federated user without a session policy may do nothing (rule 39).
  if (!restricted && session.type != PrincipalType::federated_user) return {};
  layers.session.emplace();
  if (!session.session_policy.empty()) {
    layers.session->push_back(TRY(document(session.session_policy, Kind::session, "session policy")));
  }
  for (const std::string& arn : session.policy_arns) {
    layers.session->push_back(TRY(managed(account, arn, Kind::session)));
  }
  return {};
}

aws::Result<CallerPolicies> Authorizer::read_policies(const Caller& caller, const State& state) {
  CallerPolicies policies;
  if (caller.account.empty()) return policies;
  State account = state.of(caller.account);
  TRY(add_identity(caller, account, policies));
  if (caller.session) TRY(add_session(*caller.session, account, policies.layers));
  return policies;
}

aws::Result<Authorizer::Prepared> Authorizer::prepare(const Caller& caller, const CallerPolicies& policies,
                                                      const Question& question,
                                                      const policy::Context& request_context) {
  Prepared prepared{{}, policies.layers};
  policy::Request& request = prepared.request;
  request.principal = caller.principal;
  request.action = question.action;
  request.resource = question.resource;
  request.resource_account = question.resource_account.empty() ? caller.account : question.resource_account;
  request.context.merge(policies.tags);
  request.context.merge(request_context);
  request.context.set("aws:ResourceAccount", request.resource_account);
  request.context.merge(listed_keys_.only_listed(question));
  if (!question.resource_policy.empty()) {
    bool trust = question.resource_policy_kind == policy::ResourcePolicyKind::trust;
    // Named by its kind, not by the resource: one bucket policy is compiled once for all objects.
    prepared.layers.resource = TRY(document(question.resource_policy, trust ? Kind::trust : Kind::resource,
                                            trust ? "trust policy" : "resource policy"));
  }
  prepared.layers.resource_kind = question.resource_policy_kind;
  return prepared;
}

policy::Context request_context(const Caller& caller, const net::Request& http, const std::string& region,
                                base::Time now) {
  policy::Context context;
  const policy::Principal& principal = caller.principal;
  std::string_view type = principal_type_name(principal.type);
  if (!type.empty()) context.set("aws:PrincipalType", std::string(type));
  if (!caller.account.empty()) {
    bool is_role = principal.type == PrincipalType::role_session;
    context.set("aws:PrincipalArn", is_role ? principal.role_arn : principal.arn);
    context.set("aws:PrincipalAccount", caller.account);
    context.set("aws:PrincipalIsAWSService", "false");
    context.set("aws:userid", caller.user_id);
    if (principal.type == PrincipalType::user) context.set("aws:username", caller.user_name);
  }
  if (principal.type == PrincipalType::service) {
    context.set("aws:PrincipalIsAWSService", "true");
    context.set("aws:PrincipalServiceName", principal.service);
  }
  if (caller.session) add_session_keys(*caller.session, now, context);
  context.set("aws:ViaAWSService", "false");
  context.set("aws:RequestedRegion", region);
  if (!http.peer.empty()) context.set("aws:SourceIp", http.peer);
  context.set("aws:SecureTransport", http.tls ? "true" : "false");
  context.set("aws:CurrentTime", base::iso8601(now));
  context.set("aws:EpochTime", std::to_string(base::to_seconds(now)));
  if (const std::string* agent = http.headers.find("user-agent")) context.set("aws:UserAgent", *agent);
  if (const std::string* referer = http.headers.find("referer")) context.set("aws:Referer", *referer);
  return context;
}

}  // namespace account
