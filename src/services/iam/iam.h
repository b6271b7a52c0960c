// AWS Identity and Access Management. How its entities rest in the store: entity.h.
#pragma once

#include "account/call/service.h"

namespace account::iam {

Service service();

// The rows of each file.
std::span<const Operation> user_operations();
std::span<const Operation> access_key_operations();
std::span<const Operation> login_profile_operations();
std::span<const Operation> password_policy_operations();
std::span<const Operation> mfa_device_operations();
std::span<const Operation> server_certificate_operations();
std::span<const Operation> signing_certificate_operations();
std::span<const Operation> ssh_key_operations();
std::span<const Operation> service_credential_operations();
std::span<const Operation> saml_provider_operations();
std::span<const Operation> group_operations();
std::span<const Operation> inline_policy_operations();
std::span<const Operation> role_operations();
std::span<const Operation> service_linked_role_operations();
std::span<const Operation> managed_policy_operations();
std::span<const Operation> attachment_operations();
std::span<const Operation> boundary_operations();
std::span<const Operation> instance_profile_operations();
std::span<const Operation> tag_operations();
std::span<const Operation> account_operations();
std::span<const Operation> oidc_provider_operations();
std::span<const Operation> simulation_operations();

}  // namespace account::iam
