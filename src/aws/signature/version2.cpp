#include "aws/signature/version2.h"

#include <algorithm>
#include <array>
#include <map>

#include "aws/signature/query_headers.h"
#include "aws/signature/refusal.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace aws {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes kMaxSkew{15};

constexpr std::array<std::string_view, 8> kRegions = {"ap-northeast-1", "ap-southeast-1", "ap-southeast-2",
                                                      "eu-west-1",      "sa-east-1",      "us-east-1",
                                                      "us-west-1",      "us-west-2"};

// The parameters of the query string that are signed, in order: those that the guide lists, and those that
// clients have added since (botocore's HmacV1Auth.QSAOfInterest).
constexpr std::array<std::string_view, 35> kSigned = {
    "accelerate",
    "acl",
    "analytics",
    "cors",
    "defaultObjectAcl",
    "delete",
    "inventory",
    "lifecycle",
    "location",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "partNumber",
    "policy",
    "replication",
    "requestPayment",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "select",
    "select-type",
    "storageClass",
    "tagging",
    "torrent",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "website",
};
static_assert(std::is_sorted(kSigned.begin(), kSigned.end()));

bool is_signed(std::string_view parameter) {
  return std::binary_search(kSigned.begin(), kSigned.end(), parameter);
}

// An operation that is told by a parameter outside of the signature could be made of another one on the way.
// Which of the two listings is meant makes no difference to what may be seen.
bool covers(const Operation& operation) {
  std::string_view uri = operation.uri();
  size_t mark = uri.find('?');
  if (mark == uri.npos) return true;
  for (std::string_view fixed : base::split(uri.substr(mark + 1), '&'))
    if (!is_signed(fixed) && fixed != "list-type=2") return false;
  return true;
}

// CanonicalizedAmzHeaders: one line for each name, the values of repeated headers joined.
std::string amz_headers(const net::Headers& headers) {
  std::map<std::string, std::string> lines;
  for (const net::Header& header : headers) {
    std::string name = base::lower(header.name);
    if (!name.starts_with("x-amz-")) continue;
    auto [line, is_new] = lines.try_emplace(std::move(name), base::trim(header.value));
    if (!is_new) line->second.append(",").append(base::trim(header.value));
  }
  std::string out;
  for (const auto& [name, value] : lines) out.append(name).append(":").append(value).append("\n");
  return out;
}

// CanonicalizedResource: the path as sent, the bucket in front of it where the host has it, and the signed
// parameters by name, their values decoded.
std::string resource(const net::Request& request, std::string_view bucket_in_host) {
  std::string out = bucket_in_host.empty() ? "" : fmt::format("/{}", bucket_in_host);
  out += request.path;
  std::vector<std::pair<std::string, std::string>> parts;
  for (std::string_view part : base::split(request.query, '&')) {
    size_t equals = std::min(part.find('='), part.size());
    auto name = base::percent_decode(part.substr(0, equals), true);
    auto value = base::percent_decode(part.substr(equals), true);  // with its `=`, if there is one
    if (name && value && is_signed(*name)) parts.emplace_back(std::move(*name), std::move(*value));
  }
  std::sort(parts.begin(), parts.end());
  for (size_t i = 0; i < parts.size(); ++i)
    out.append(i == 0 ? "?" : "&").append(parts[i].first).append(parts[i].second);
  return out;
}

Result<void> check_time(const SignatureClaim& claim, base::Time now) {
  auto refuse = [](SignatureFault fault) { return tl::unexpected(signature_error(fault, ErrorFamily::s3)); };
  if (claim.presigned) {
    if (base::to_seconds(now) > claim.expires_s) return refuse(SignatureFault::expired);
    return {};
  }
  auto time = base::parse_iso8601(claim.timestamp);
  if (!time || *time > now + kMaxSkew || *time < now - kMaxSkew) return refuse(SignatureFault::skewed);
  return {};
}

}  // namespace

bool takes_version2(std::string_view region) {
  return std::find(kRegions.begin(), kRegions.end(), region) != kRegions.end();
}

std::string sign_version2(const net::Request& request, std::string_view date, const base::Secret& secret,
                          std::string_view bucket_in_host) {
  net::Headers headers = headers_of_version2(request);
  std::string text =
      fmt::format("{}\n{}\n{}\n{}\n{}{}", request.method, headers.get("Content-MD5"),
                  headers.get("Content-Type"), date, amz_headers(headers), resource(request, bucket_in_host));
  return base::base64(crypto::hmac_sha1(secret.reveal(), text));
}

Result<VerifiedSignature> verify_version2(const net::Request& request, const SignatureClaim& claim,
                                          const base::Secret& secret, const Operation& operation,
                                          std::string_view bucket_in_host, base::Time now) {
  auto refuse = [](SignatureFault fault) { return tl::unexpected(signature_error(fault, ErrorFamily::s3)); };
  // Ids that begin with ASIA belong to sessions (IAM User Guide, "IAM identifiers", unique id prefixes).
  if (claim.access_key_id.starts_with("ASIA") && claim.session_token.empty())
    return refuse(SignatureFault::unknown_key);
  if (!covers(operation)) return refuse(SignatureFault::unknown_algorithm);
  TRY(check_time(claim, now));
  // x-amz-date is among the other headers then, and the line of the date is empty.
  std::string date = claim.presigned ? std::to_string(claim.expires_s)
                     : request.headers.find("x-amz-date") != nullptr
                         ? std::string()
                         : std::string(request.headers.get("Date"));
  std::string expected = sign_version2(request, date, secret, bucket_in_host);
  if (!base::Secret::equal_in_constant_time(expected, claim.signature))
    return refuse(SignatureFault::mismatch);
  return VerifiedSignature{claim, {}};
}

}  // namespace aws
