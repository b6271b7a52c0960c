// AWS Security Token Service.
#pragma once

#include "account/call/service.h"

namespace account::sts {

Service service();

// The rows of each file.
std::span<const Operation>
caller_operations();  // GetCallerIdentity, GetAccessKeyInfo, DecodeAuthorizationMessage
std::span<const Operation> assume_role_operations();   // AssumeRole
std::span<const Operation> web_identity_operations();  // AssumeRoleWithWebIdentity
std::span<const Operation> saml_operations();          // AssumeRoleWithSAML
std::span<const Operation> session_operations();       // GetSessionToken, GetFederationToken

}  // namespace account::sts
