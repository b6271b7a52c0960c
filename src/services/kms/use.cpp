#include "services/kms/use.h"

#include "services/kms/grant.h"
#include "services/kms/key.h"

namespace account::kms {

aws::Result<void> check_use(const Call& call, const json::Value& key, std::string_view usage) {
  TRY(check_enabled(key));
  if (key.string_or("KeyUsage", "") != usage)
    return aws::error("InvalidKeyUsageException", 400, "{} key usage is {} which is not valid for {}.",
                      text_of(key, "Arn"), text_of(key, "KeyUsage"), call.operation);
  if (call.input.knows("GrantTokens")) TRY(check_grant_tokens(call));
  if (call.input.knows("Recipient") && call.input.has("Recipient"))
    return not_simulated("An answer for an enclave");
  return {};
}

}  // namespace account::kms
