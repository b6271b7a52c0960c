#include "services/iam/iam.h"

#include "services/iam/kinds.h"

namespace account::iam {

Service service() {
  Service iam{"iam",
              "iam",
              {user_operations(),
               access_key_operations(),
               login_profile_operations(),
               password_policy_operations(),
               mfa_device_operations(),
               server_certificate_operations(),
               signing_certificate_operations(),
               ssh_key_operations(),
               service_credential_operations(),
               saml_provider_operations(),
               group_operations(),
               role_operations(),
               service_linked_role_operations(),
               inline_policy_operations(),
               managed_policy_operations(),
               attachment_operations(),
               boundary_operations(),
               instance_profile_operations(),
               oidc_provider_operations(),
               tag_operations(),
               account_operations(),
               simulation_operations()}};
  iam.kinds = {&kUsers, &kGroups, &kRoles, &kInstanceProfiles};
  return iam;
}

}  // namespace account::iam
