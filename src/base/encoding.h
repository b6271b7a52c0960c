// Text forms of bytes. Decoders are strict: nullopt for anything that the encoder would not have written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

std::string hex(std::string_view bytes);  // lower case
std::optional<std::string> unhex(std::string_view text);

std::string base64(std::string_view bytes);                  // RFC 4648 section 4, padded
std::optional<std::string> unbase64(std::string_view text);  // padding required, zero trailing bits required
std::string base64url(std::string_view bytes);               // RFC 4648 section 5, without padding (RFC 7515)
std::optional<std::string> unbase64url(
    std::string_view text);  // padding refused, zero trailing bits required

// RFC 3986 percent encoding of everything but unreserved characters; `keep_slash` leaves `/` as it is.
std::string percent_encode(std::string_view text, bool keep_slash = false);
// %XX to bytes, and `+` to a space if asked (form bodies and query strings). nullopt: a `%` without two hex digits.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

bool is_utf8(std::string_view text);

}  // namespace base
