// The rules for users' passwords (IAM User Guide, "Set an account password policy for IAM users").
#pragma once

#include "services/iam/entities.h"

namespace account::iam {

// A password as the user's record keeps it: nobody can tell it from that.
std::string password_digest(const std::string& password, const json::Value& user,
                            const base::Secret& seal_key);

// PasswordPolicyViolation, by the account's policy, or where it has none by the one that AWS has for that.
// `profile`: the user's LoginProfile; nullptr: the user has none yet.
aws::Result<void> check_password(const State& account, const std::string& password, const json::Value& user,
                                 const json::Value* profile, const base::Secret& seal_key);

// Whether every user of the account may change its own password.
bool users_may_change_passwords(const State& account);

}  // namespace account::iam
