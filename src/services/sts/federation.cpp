#include "services/sts/federation.h"

#include "account/call/ask.h"

namespace account::sts {
namespace {

// Who it is: the claims go with whatever is asked.
policy::Context identity_context(const Call& call, const Caller& federated, const Federated& who) {
  policy::Context context = request_context(federated, call.http, call.region, call.now);
  context.merge(who.keys);
  context.set("aws:FederatedProvider", who.provider);
  return context;
}

// What the session is to be; each action has those that the catalog lists for it.
policy::Context session_keys(const Federated& who) {
  policy::Context context;
  context.set("sts:RoleSessionName", who.session_name);
  if (who.source_identity) context.set("sts:SourceIdentity", *who.source_identity);
  std::vector<std::string> tag_keys;
  for (const auto& [key, value] : who.tags) {
    context.set("aws:RequestTag/" + key, value);
    tag_keys.push_back(key);
  }
  if (!tag_keys.empty()) context.set_list("aws:TagKeys", tag_keys);
  if (!who.transitive_tag_keys.empty()) context.set_list("sts:TransitiveTagKeys", who.transitive_tag_keys);
  return context;
}

}  // namespace

tl::unexpected<aws::Error> not_authorized(const Call& call) {
  return aws::error("AccessDenied", 403, "Not authorized to perform sts:{}", call.operation);
}

aws::Result<void> check_trust(const Call& call, const State& state, const Role& role, const Federated& who) {
  Caller federated;
  federated.principal.type = who.type;
  federated.principal.arn = who.provider;
  federated.principal.account = role.account;
  policy::Context context = identity_context(call, federated, who);
  std::vector<std::string> actions = {fmt::format("sts:{}", call.operation)};
  if (!who.tags.empty()) actions.emplace_back("sts:TagSession");
  if (who.source_identity) actions.emplace_back("sts:SetSourceIdentity");
  for (const std::string& action : actions) {
    Question question{action,
                      role.arn,
                      role.account,
                      session_keys(who),
                      role.trust_policy(),
                      policy::ResourcePolicyKind::trust};
    if (!TRY(ask(call, federated, question, context, state)).is_allowed()) return not_authorized(call);
  }
  return {};
}

Session federated_session(const Role& role, const Federated& who) {
  Session session = role_session(role, who.session_name);
  session.federated_provider = who.provider;
  session.tags = who.tags;
  session.transitive_tag_keys = who.transitive_tag_keys;
  session.source_identity = who.source_identity.value_or("");
  return session;
}

}  // namespace account::sts
