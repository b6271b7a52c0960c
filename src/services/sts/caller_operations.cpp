#include "account/call/authorization_message.h"
#include "account/call/facilities.h"
#include "services/sts/credentials.h"
#include "services/sts/sts.h"

namespace account::sts {
namespace {

Output get_caller_identity(Call& call) {
  return Object{
      {"UserId", call.caller.user_id}, {"Account", call.caller.account}, {"Arn", call.caller.principal.arn}};
}

Output get_access_key_info(Call& call) {
  std::string id = call.input.text("AccessKeyId");
  if (auto account = account_of_key_id(id)) return Object{{"Account", *account}};
  auto record = call.state.of("").get(kAccessKeyKind, id);
  if (!record) return aws::error("ValidationError", 400, "Invalid Access Key ID");
  return Object{{"Account", record->string_or("Account", "")}};
}

Output decode_message(Call& call) {
  auto message = decode_authorization_message(call.caller.account, call.input.text("EncodedMessage"),
                                              call.facilities.seal_key);
  if (!message) {
    return aws::error("InvalidAuthorizationMessageException", 400,
                      "The message cannot be decoded by this account.");
  }
  return Object{{"DecodedMessage", *message}};
}

constexpr Operation kOperations[] = {
    {"GetCallerIdentity", {nothing()}, get_caller_identity},
    {"GetAccessKeyInfo", {any()}, get_access_key_info},
    {"DecodeAuthorizationMessage", {any()}, decode_message},
};

}  // namespace

std::span<const Operation> caller_operations() {
  return kOperations;
}

}  // namespace account::sts
