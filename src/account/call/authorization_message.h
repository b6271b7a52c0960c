// The sealed account of a denial, which sts:DecodeAuthorizationMessage opens for those who may see it.
//
// AWS gives such a message with EC2's denials only; this server sends one with every denial, in a header.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"
#include "policy/decide/evaluate.h"

namespace account {

inline constexpr std::string_view kAuthorizationMessageHeader = "x-slipway-authorization-message";

// For the account whose caller was denied; nobody else's can open it.
std::string encode_authorization_message(const std::string& account, const policy::Request& request,
                                         const policy::Decision& decision, const base::Secret& seal_key,
                                         base::Random& random);
// JSON text; nullopt: not a message of this server to this account.
std::optional<std::string> decode_authorization_message(const std::string& account, std::string_view message,
                                                        const base::Secret& seal_key);

}  // namespace account
