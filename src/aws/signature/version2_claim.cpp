#include "aws/signature/refusal.h"
#include "aws/signature/version2.h"
#include "aws/values/parameters.h"
#include "base/text.h"

namespace aws {
namespace {

constexpr std::string_view kScheme = "AWS ";
constexpr std::string_view kDefaultRegion = "us-east-1";  // where nothing of a request tells its region

tl::unexpected<Error> denied(std::string_view message) {
  return error("AccessDenied", 403, "{}", message);
}

// s3.REGION.amazonaws.com, s3-REGION.amazonaws.com, either with a bucket in front.
std::string region_of_host(std::string_view host) {
  host = host.substr(0, host.find(':'));
  constexpr std::string_view kDomain = ".amazonaws.com";
  if (!host.ends_with(kDomain)) return std::string(kDefaultRegion);
  auto labels = base::split(host.substr(0, host.size() - kDomain.size()), '.');
  std::string_view last = labels.back();
  if (last.starts_with("s3-")) last.remove_prefix(3);
  return std::string(last == "s3" || last == "external-1" ? kDefaultRegion : last);
}

// As version 4 writes it, so that a claim has one form of time. nullopt: no date.
std::optional<std::string> basic_date(std::string_view text) {
  constexpr std::string_view kUtc = " +0000";  // as the guide's examples have it, beside GMT
  std::string date(text);
  if (date.ends_with(kUtc)) date.replace(date.size() - kUtc.size(), kUtc.size(), " GMT");
  auto time = base::parse_http_date(date);
  if (!time) time = base::parse_iso8601(date);
  return time ? std::optional(base::iso8601_basic(*time)) : std::nullopt;
}

struct Presigned {
  std::optional<std::string> key, signature, expires, token;
  bool other_service = false;  // the query services' version 2 names its version
  bool repeated = false;
};

Presigned read_query(const Parameters& parameters) {
  Presigned out;
  auto take = [&](std::optional<std::string>& target, const std::string& value) {
    out.repeated = out.repeated || target.has_value();
    target = value;
  };
  for (const auto& [name, value] : parameters) {
    if (name == "AWSAccessKeyId") take(out.key, value);
    if (name == "Signature") take(out.signature, value);
    if (name == "Expires") take(out.expires, value);
    if (base::equal_ignoring_case(name, "x-amz-security-token")) take(out.token, value);
    out.other_service = out.other_service || name == "SignatureVersion" || name == "SignatureMethod";
  }
  return out;
}

SignatureClaim claim_of(const net::Request& request) {
  SignatureClaim claim;
  claim.version = 2;
  claim.service = "s3";
  claim.region = region_of_host(request.headers.get("Host"));
  return claim;
}

Result<SignatureClaim> from_query(const net::Request& request, Presigned query) {
  if (!query.key || !query.signature || !query.expires || query.repeated)
    return denied(
        "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters");
  SignatureClaim claim = claim_of(request);
  auto expires = base::parse_int(*query.expires);
  if (!expires)
    return denied(fmt::format("Invalid date (should be seconds since epoch): {}", *query.expires));
  claim.presigned = true;
  claim.expires_s = *expires;
  claim.access_key_id = std::move(*query.key);
  claim.signature = std::move(*query.signature);
  claim.session_token =
      query.token ? std::move(*query.token) : std::string(request.headers.get("x-amz-security-token"));
  return claim;
}

Result<SignatureClaim> from_header(const net::Request& request, std::string_view authorization) {
  std::string_view text = base::trim(authorization.substr(kScheme.size()));
  size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) {
    return error("InvalidArgument", 400,
                 "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature");
  }
  SignatureClaim claim = claim_of(request);
  claim.access_key_id = text.substr(0, colon);
  claim.signature = text.substr(colon + 1);
  claim.session_token = request.headers.get("x-amz-security-token");
  const std::string* date = request.headers.find("x-amz-date");
  if (!date) date = request.headers.find("Date");
  auto stamp = date ? basic_date(*date) : std::nullopt;
  if (!stamp) return denied("AWS authentication requires a valid Date or x-amz-date header");
  claim.timestamp = std::move(*stamp);
  return claim;
}

}  // namespace

Result<std::optional<SignatureClaim>> read_version2(const net::Request& request) {
  // A query that cannot be read is refused by the route, which comes next; nothing in it is a signature.
  Presigned query = read_query(parse_parameters(request.query).value_or(Parameters()));
  std::string_view authorization = request.headers.get("Authorization");
  bool in_header = authorization.starts_with(kScheme);
  bool in_query = query.key || query.signature;
  if (query.other_service && in_query)
    return tl::unexpected(signature_error(SignatureFault::unknown_algorithm, error_family(request, "")));
  if (in_query && !authorization.empty())
    return tl::unexpected(signature_error(SignatureFault::two_signatures, ErrorFamily::s3));
  if (!in_header && !in_query) return std::nullopt;
  // The scheme is S3's alone: what else it is sent to answers for itself.
  ErrorFamily family = error_family(request, "");
  bool form = family == ErrorFamily::query && request.method == "POST" && request.path == "/";
  if (request.headers.find("X-Amz-Target") || form)
    return tl::unexpected(signature_error(SignatureFault::unknown_algorithm, family));
  SignatureClaim claim;
  if (in_query) {
    claim = TRY(from_query(request, std::move(query)));
  } else {
    claim = TRY(from_header(request, authorization));
  }
  if (!takes_version2(claim.region))
    return tl::unexpected(signature_error(SignatureFault::unknown_algorithm, ErrorFamily::s3));
  return std::optional(std::move(claim));
}

}  // namespace aws
