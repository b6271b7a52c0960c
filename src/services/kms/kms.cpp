#include "services/kms/kms.h"

#include "services/kms/alias.h"
#include "services/kms/grant.h"
#include "services/kms/key.h"

namespace account::kms {
namespace {

// s3.amazonaws.com -> s3.eu-west-3.amazonaws.com
std::string in_region(std::string_view principal, const std::string& region) {
  size_t dot = principal.find('.');
  return fmt::format("{}.{}{}", principal.substr(0, dot), region,
                     dot == principal.npos ? "" : principal.substr(dot));
}

// Developer Guide, "AWS KMS condition keys": kms:CallerAccount, kms:ViaService, kms:GrantIsForAWSResource.
void add_keys_of_call(const Call& call, policy::Context& context) {
  if (!call.caller.account.empty()) context.set("kms:CallerAccount", call.caller.account);
  bool is_via_service = !call.called_via.empty();
  if (is_via_service) context.set("kms:ViaService", in_region(call.called_via.back(), call.region));
  bool is_of_service = call.caller.principal.type == policy::PrincipalType::service;
  context.set("kms:GrantIsForAWSResource", is_via_service || is_of_service ? "true" : "false");
}

}  // namespace

Service service() {
  Service kms{"kms",
              "kms",
              {key_operations(), state_operations(), deletion_operations(), rotation_operations(),
               alias_operations(), policy_operations(), grant_operations(), grant_end_operations(),
               tag_operations(), encrypt_operations(), data_key_operations()},
              {.denied = "AccessDeniedException"}};
  kms.effects = {kDeleteKey, kRotateKey};
  kms.kinds = {&kKeys, &kAliases, &kGrants};
  kms.keys = add_keys_of_call;
  return kms;
}

}  // namespace account::kms
