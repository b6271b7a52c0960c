#include <algorithm>
#include <array>

#include "aws/signature/canonical_request.h"
#include "aws/signature/refusal.h"
#include "aws/signature/signature.h"
#include "aws/signature/version2.h"
#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

using Fault = SignatureFault;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
// Far more than any client signs; bounds the work of a hostile request.
constexpr size_t kMaxSignedHeaders = 128;
constexpr int64_t kMaxExpires = 7 * 24 * 3600;

constexpr std::array<std::string_view, 4> kPayloadWords = {
    "UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"};

// The X-Amz-* parameters of a presigned URL.
struct QueryForm {
  std::optional<std::string> algorithm, credential, date, expires, signed_headers, signature, token,
      payload_hash;
  bool broken = false;  // one of them twice, or not decodable
  bool present() const { return broken || algorithm || credential || signature; }
};

std::optional<std::string>* slot(QueryForm& form, std::string_view name) {
  if (name == "X-Amz-Algorithm") return &form.algorithm;
  if (name == "X-Amz-Credential") return &form.credential;
  if (name == "X-Amz-Date") return &form.date;
  if (name == "X-Amz-Expires") return &form.expires;
  if (name == "X-Amz-SignedHeaders") return &form.signed_headers;
  if (name == "X-Amz-Signature") return &form.signature;
  if (name == "X-Amz-Security-Token") return &form.token;
  if (base::equal_ignoring_case(name, "X-Amz-Content-Sha256")) return &form.payload_hash;
  return nullptr;
}

QueryForm read_query(std::string_view query) {
  QueryForm form;
  if (query.empty()) return form;
  for (std::string_view part : base::split(query, '&')) {
    size_t equals = std::min(part.find('='), part.size());
    // Decoded as the canonical query decodes it: X%2DAmz-Signature is the same name.
    std::optional<std::string> name = base::percent_decode(part.substr(0, equals), true);
    if (!name) continue;  // none of these, however it is read
    std::optional<std::string>* target = slot(form, *name);
    if (!target) continue;
    auto value = base::percent_decode(part.substr(std::min(equals + 1, part.size())), true);
    form.broken = form.broken || target->has_value() || !value;
    *target = value.value_or("");
  }
  return form;
}

// ID/DATE/REGION/SERVICE/aws4_request, from the right since ids of S3-like stores may hold slashes. The
// terminator, or nullopt if there are too few parts.
std::optional<std::string_view> split_credential(std::string_view text, SignatureClaim& claim) {
  auto parts = base::split(text, '/');
  if (parts.size() < 5) return std::nullopt;
  size_t last = parts.size() - 1;
  claim.date = parts[last - 3];
  claim.region = parts[last - 2];
  claim.service = parts[last - 1];
  claim.access_key_id = text.substr(0, static_cast<size_t>(parts[last - 3].data() - text.data()) - 1);
  if (claim.access_key_id.empty() || claim.region.empty() || claim.service.empty()) return std::nullopt;
  return parts[last];
}

bool split_signed_headers(std::string_view text, SignatureClaim& claim) {
  auto names = base::split(text, ';');
  if (names.size() > kMaxSignedHeaders) return false;
  for (std::string_view name : names) {
    if (name.empty()) return false;
    claim.signed_headers.emplace_back(name);
  }
  return true;
}

bool is_timestamp(std::string_view text) {
  return text.size() == 16 && base::parse_iso8601(text).has_value();
}

bool is_payload_hash(std::string_view text) {
  for (std::string_view word : kPayloadWords) {
    if (text == word) return true;
  }
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Reads one form of signature; knows how this request's service reports faults.
class ClaimReader {
 public:
  explicit ClaimReader(const net::Request& request) : request_(request) {}

  Result<SignatureClaim> from_header(std::string_view authorization);
  Result<SignatureClaim> from_query(const QueryForm& form);
  tl::unexpected<Error> refuse(Fault fault, std::string_view message = {}) const {
    return tl::unexpected(signature_error(fault, error_family(request_, claim_.service), message));
  }

 private:
  Result<void> read_credential(std::string_view text, Fault fault);
  Result<void> read_header_date();
  Result<void> read_payload_hash(const std::string* header);

  const net::Request& request_;
  SignatureClaim claim_;
};

Result<void> ClaimReader::read_credential(std::string_view text, Fault fault) {
  auto terminator = split_credential(text, claim_);
  if (!terminator) {
    return refuse(fault,
                  "Error parsing the Credential; the Credential is mal-formed; expecting "
                  "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
  }
  if (*terminator != "aws4_request") {
    return refuse(Fault::wrong_scope, "Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  return {};
}

Result<void> ClaimReader::read_header_date() {
  if (const std::string* date = request_.headers.find("X-Amz-Date")) {
    claim_.timestamp = *date;
  } else if (const std::string* plain = request_.headers.find("Date")) {
    auto time = base::parse_http_date(*plain);
    claim_.timestamp = time ? base::iso8601_basic(*time) : *plain;
  } else {
    return refuse(Fault::malformed_header,
                  "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (is_timestamp(claim_.timestamp)) return {};
  return refuse(
      Fault::malformed_header,
      "Date must be in ISO-8601 'basic format', such as 20261121T083000Z, in the X-Amz-Date header.");
}

Result<void> ClaimReader::read_payload_hash(const std::string* header) {
  if (header) claim_.payload_hash = *header;
  if (!is_s3(claim_.service)) return {};
  if (claim_.payload_hash.empty()) return refuse(Fault::payload_hash_absent);
  if (!is_payload_hash(claim_.payload_hash)) return refuse(Fault::payload_hash_odd);
  return {};
}

// `Credential=..., SignedHeaders=..., Signature=...`: in any order, the spaces optional.
Result<SignatureClaim> ClaimReader::from_header(std::string_view authorization) {
  std::optional<std::string_view> credential, signed_headers, signature;
  for (std::string_view part : base::split(authorization, ',')) {
    part = base::trim(part);
    size_t equals = std::min(part.find('='), part.size());
    std::string_view name = part.substr(0, equals);
    auto* target = name == "Credential"      ? &credential
                   : name == "SignedHeaders" ? &signed_headers
                   : name == "Signature"     ? &signature
                                             : nullptr;
    if (!target || target->has_value() || equals == part.size()) {
      return refuse(
          Fault::malformed_header,
          "The authorization header is malformed; it takes one Credential, one SignedHeaders and one "
          "Signature parameter.");
    }
    *target = part.substr(equals + 1);
  }
  if (credential) TRY(read_credential(*credential, Fault::malformed_header));
  if (!credential || !signed_headers || !signature) {
    return refuse(Fault::malformed_header, fmt::format("Authorization header requires '{}' parameter.",
                                                       !credential       ? "Credential"
                                                       : !signed_headers ? "SignedHeaders"
                                                                         : "Signature"));
  }
  if (!split_signed_headers(*signed_headers, claim_)) {
    return refuse(Fault::malformed_header,
                  "The authorization header is malformed; SignedHeaders cannot be read.");
  }
  claim_.signature = *signature;
  TRY(read_header_date());
  claim_.session_token = request_.headers.get("X-Amz-Security-Token");
  TRY(read_payload_hash(request_.headers.find("X-Amz-Content-Sha256")));
  return std::move(claim_);
}

Result<SignatureClaim> ClaimReader::from_query(const QueryForm& form) {
  if (form.broken)
    return refuse(Fault::malformed_query, "An X-Amz-* parameter is repeated or badly encoded.");
  if (form.algorithm && *form.algorithm != kAlgorithm) return refuse(Fault::unknown_algorithm);
  if (form.credential) TRY(read_credential(*form.credential, Fault::malformed_query));
  bool s3 = is_s3(claim_.service);
  if (!form.algorithm || !form.credential || !form.signature || !form.date || !form.signed_headers ||
      (s3 && !form.expires)) {
    return refuse(Fault::malformed_query,
                  "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                  "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
  }
  auto expires = base::parse_int(form.expires.value_or("900"));
  if (!expires) return refuse(Fault::malformed_query, "X-Amz-Expires should be a number");
  if (*expires < 0) return refuse(Fault::malformed_query, "X-Amz-Expires must be non-negative");
  if (*expires > kMaxExpires) {
    return refuse(
        Fault::malformed_query,
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be "
        "less than 604800 seconds");
  }
  if (!is_timestamp(*form.date)) {
    return refuse(Fault::malformed_query,
                  "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  if (!split_signed_headers(*form.signed_headers, claim_)) {
    return refuse(Fault::malformed_query, "X-Amz-SignedHeaders cannot be read.");
  }
  claim_.presigned = true;
  claim_.expires_s = *expires;
  claim_.timestamp = *form.date;
  claim_.signature = *form.signature;
  // Some clients sign the token as a header of the presigned request.
  claim_.session_token = form.token.value_or(std::string(request_.headers.get("X-Amz-Security-Token")));
  claim_.payload_hash = form.payload_hash.value_or(s3 ? "UNSIGNED-PAYLOAD" : "");
  TRY(read_payload_hash(form.payload_hash ? nullptr : request_.headers.find("X-Amz-Content-Sha256")));
  return std::move(claim_);
}

}  // namespace

Result<std::optional<SignatureClaim>> read_signature(const net::Request& request) {
  const std::string* authorization = request.headers.find("Authorization");
  QueryForm form = read_query(request.query);
  ClaimReader reader(request);
  if (request.headers.all("Authorization").size() > 1) return reader.refuse(Fault::two_signatures);
  if (authorization && form.present()) return reader.refuse(Fault::two_signatures);
  std::optional<SignatureClaim> version2 = TRY(read_version2(request));
  if (version2 && form.present()) return reader.refuse(Fault::two_signatures);
  if (version2) return version2;
  if (form.present()) return std::optional(TRY(reader.from_query(form)));
  if (!authorization) return std::nullopt;
  std::string_view text = base::trim(*authorization);
  std::string_view scheme = text.substr(0, text.find_first_of(" \t"));
  if (scheme != kAlgorithm) return reader.refuse(Fault::unknown_algorithm);
  return std::optional(TRY(reader.from_header(base::trim(text.substr(scheme.size())))));
}

}  // namespace aws
