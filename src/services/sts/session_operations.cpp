// Temporary credentials of the caller itself (GetSessionToken) and of somebody the caller vouches for
// (GetFederationToken). Both need the caller's own long-term key (caller.h, check_temporary).
#include "account/record/kind.h"
#include "services/sts/credentials.h"
#include "services/sts/sts.h"

namespace account::sts {
namespace {

constexpr int64_t kDefault = 43200;
constexpr int64_t kLongest = 129600;
constexpr int64_t kLongestForRoot = 3600;

bool is_root(const Caller& caller) {
  return caller.principal.type == policy::PrincipalType::root;
}

aws::Result<std::chrono::seconds> life(const Call& call) {
  bool root = is_root(call.caller);
  return duration(call.input, root ? kLongestForRoot : kDefault, root ? kLongestForRoot : kLongest);
}

Output get_session_token(Call& call) {
  std::optional<MfaCode> code = TRY(mfa_code(call));
  Session session;
  session.type = call.caller.principal.type;
  session.account = call.caller.account;
  session.arn = call.caller.principal.arn;
  session.user_id = call.caller.user_id;
  session.principal_id = call.caller.principal.unique_id;
  session.user_name = call.caller.user_name;
  mint(session, TRY(life(call)), call.now, call.facilities.random);
  take_mfa(call, code, session);
  return Object{{"Credentials", credentials(session, call.facilities)}};
}

// Nobody keeps them: they are what their credentials say.
constexpr RecordKind kFederatedUsers{.name = "sts.federated_user",
                                     .noun = "federated user",
                                     .type = "federated-user",
                                     .arn = "sts::{account}:federated-user/{Name}",
                                     .name_member = "Name"};

Output get_federation_token(Call& call) {
  const Input& in = call.input;
  Session session;
  session.type = policy::PrincipalType::federated_user;
  session.account = call.caller.account;
  session.arn = arn_of(call.state, kFederatedUsers, Object{{"Name", in.text("Name")}});
  session.user_id = fmt::format("{}:{}", call.caller.account, in.text("Name"));
  session.principal_id = call.caller.principal.unique_id;
  session.user_name = call.caller.user_name;
  TRY(take_tags(in, session));
  TRY(take_session_policies(in, call.state.of(call.caller.account), session));
  mint(session, TRY(life(call)), call.now, call.facilities.random);
  Object user{{"FederatedUserId", session.user_id}, {"Arn", session.arn}};
  return Object{{"Credentials", credentials(session, call.facilities)}, {"FederatedUser", std::move(user)}};
}

constexpr Operation kOperations[] = {
    {"GetSessionToken", {nothing()}, get_session_token},
    {"GetFederationToken",
     {creates(kFederatedUsers), also("sts:TagSession").when("Tags")},
     get_federation_token},
};

}  // namespace

std::span<const Operation> session_operations() {
  return kOperations;
}

}  // namespace account::sts
