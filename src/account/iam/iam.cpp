#include "account/iam/iam.h"

namespace account::iam {

Service service() {
  return {"iam",
          "iam",
          {user_operations(), access_key_operations(), group_operations(), role_operations(),
           inline_policy_operations(), attachment_operations(), oidc_provider_operations()}};
}

}  // namespace account::iam
