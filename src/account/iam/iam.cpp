#include "account/iam/iam.h"

namespace account::iam {

Service service() {
  return {"iam", "iam", {role_operations(), attachment_operations(), oidc_provider_operations()}};
}

}  // namespace account::iam
