#include "aws/signature/query_headers.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace aws {
namespace {

constexpr std::string_view kPrefix = "x-amz-";
constexpr std::array<std::string_view, 8> kOfSignatures = {
    "x-amz-algorithm", "x-amz-credential",     "x-amz-date",          "x-amz-expires",
    "x-amz-signature", "x-amz-security-token", "x-amz-signedheaders", "x-amz-content-sha256"};

bool begins_with(std::string_view name, std::string_view prefix) {
  return base::equal_ignoring_case(name.substr(0, prefix.size()), prefix);
}

// x-amz-checksum-crc32 and its like, and what announces them.
bool is_body_checksum(std::string_view name) {
  constexpr std::string_view kChecksum = "x-amz-checksum-";
  if (base::equal_ignoring_case(name, "x-amz-sdk-checksum-algorithm")) return true;
  if (!begins_with(name, kChecksum)) return false;
  std::string_view rest = name.substr(kChecksum.size());
  return !base::equal_ignoring_case(rest, "algorithm") && !base::equal_ignoring_case(rest, "type") &&
         !base::equal_ignoring_case(rest, "mode");
}

bool is_content_header(std::string_view name) {
  return base::equal_ignoring_case(name, "content-type") || base::equal_ignoring_case(name, "content-md5");
}

}  // namespace

bool is_query_header(std::string_view name) {
  if (!begins_with(name, kPrefix)) return false;
  if (is_body_checksum(name)) return false;
  return std::none_of(kOfSignatures.begin(), kOfSignatures.end(),
                      [&](std::string_view own) { return base::equal_ignoring_case(name, own); });
}

net::Headers headers_of_version2(const net::Request& request) {
  net::Headers headers = request.headers;
  for (const auto& [name, value] : parse_parameters(request.query).value_or(Parameters())) {
    if (begins_with(name, kPrefix) || (is_content_header(name) && !headers.find(name)))
      headers.add(name, value);
  }
  return headers;
}

}  // namespace aws
