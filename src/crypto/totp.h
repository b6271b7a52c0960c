// One-time passwords by time (RFC 6238 over RFC 4226): HMAC-SHA-1, six digits, steps of 30 seconds since the
// epoch, which is what authenticator apps take without being told otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace crypto {

int64_t totp_step(base::Time time);
std::string totp_code(std::string_view secret, int64_t step);

// RFC 4648 section 6, as apps take a secret; `bytes` is a multiple of five long, so that nothing is padded.
std::string base32(std::string_view bytes);

}  // namespace crypto
