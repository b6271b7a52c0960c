// Small questions about text that the standard library leaves open.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

std::string lower(std::string_view text);  // ASCII
std::string upper(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);                                // spaces, tabs, line breaks
std::vector<std::string_view> split(std::string_view text, char separator);  // keeps empty parts; never empty
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// The whole text as a decimal integer.
std::optional<int64_t> parse_int(std::string_view text);

// The candidate that a person who typed `word` most likely meant, if one is near enough.
std::optional<std::string> did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

// `my Env_1` -> `my-env-1`: lower-case letters, digits and single inner dashes (RFC 1123 label).
std::string slug(std::string_view text, size_t max_length);

// Replaces whatever looks like a token (JWTs, `k8s-aws-v1.` tokens, X-Amz-Signature and X-Amz-Security-Token values).
std::string redact(std::string_view text);

}  // namespace base
