// Temporary credentials of the caller itself (GetSessionToken) and of somebody the caller vouches for
// (GetFederationToken).
#include "account/sts/credentials.h"
#include "account/sts/sts.h"
#include "base/arn.h"

namespace account::sts {
namespace {

constexpr int64_t kDefault = 43200;
constexpr int64_t kLongest = 129600;
constexpr int64_t kLongestForRoot = 3600;

bool is_root(const Caller& caller) {
  return caller.principal.type == policy::PrincipalType::root;
}

// Both need the caller's own long-term key (IAM User Guide, "Request temporary security credentials").
aws::Result<void> refuse_temporary(const Call& call) {
  if (!call.caller.session) return {};
  return aws::error("AccessDenied", 403, "Cannot call {} with session credentials", call.operation);
}

aws::Result<std::chrono::seconds> life(const Call& call) {
  bool root = is_root(call.caller);
  return duration(call.input, root ? kLongestForRoot : kDefault, root ? kLongestForRoot : kLongest);
}

Output get_session_token(Call& call) {
  TRY(refuse_temporary(call));
  if (call.input.has("SerialNumber") || call.input.has("TokenCode")) {
    return aws::error("AccessDenied", 403,
                      "MultiFactorAuthentication failed: this account has no MFA devices");
  }
  Session session;
  session.type = call.caller.principal.type;
  session.account = call.caller.account;
  session.arn = call.caller.principal.arn;
  session.user_id = call.caller.user_id;
  session.user_name = call.caller.user_name;
  mint(session, TRY(life(call)), call.now, call.environment.random);
  return Object{{"Credentials", credentials(session, call.environment)}};
}

aws::Result<Questions> on_federated_user(const Call& call) {
  return ask(fmt::format("arn:aws:sts::{}:federated-user/{}", call.caller.account, call.input.text("Name")));
}

Output get_federation_token(Call& call) {
  TRY(refuse_temporary(call));
  const Input& in = call.input;
  Session session;
  session.type = policy::PrincipalType::federated_user;
  session.account = call.caller.account;
  session.arn = fmt::format("arn:aws:sts::{}:federated-user/{}", call.caller.account, in.text("Name"));
  session.user_id = fmt::format("{}:{}", call.caller.account, in.text("Name"));
  session.user_name = call.caller.user_name;
  TRY(take_tags(in, session));
  TRY(take_session_policies(in, call.state.of(call.caller.account), session));
  mint(session, TRY(life(call)), call.now, call.environment.random);
  Object user{{"FederatedUserId", session.user_id}, {"Arn", session.arn}};
  return Object{{"Credentials", credentials(session, call.environment)}, {"FederatedUser", std::move(user)}};
}

constexpr Operation kOperations[] = {
    {"GetSessionToken", on_nothing, get_session_token},
    {"GetFederationToken", on_federated_user, get_federation_token},
};

}  // namespace

std::span<const Operation> session_operations() {
  return kOperations;
}

}  // namespace account::sts
