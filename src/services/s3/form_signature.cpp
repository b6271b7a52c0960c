#include "services/s3/form_signature.h"

#include <chrono>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "services/s3/bucket.h"

namespace account::s3 {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kCredential = "X-Amz-Credential";
constexpr std::string_view kOldestRegion = "us-east-1";
constexpr std::chrono::hours kKeyLife{7 * 24};  // of a signing key of version 4
constexpr std::chrono::minutes kMaxSkew{15};

aws::Result<std::string> require(const Form& form, std::string_view name) {
  if (const std::string* value = form.find(name)) return *value;
  return invalid_argument(
      fmt::format("Bucket POST must contain a field named '{}'.  If it is specified, please "
                  "check the order of the fields.",
                  name),
      name, "");
}

tl::unexpected<aws::Error> wrong_credential(std::string message, const std::string& credential) {
  return invalid_argument(std::move(message), kCredential, credential);
}

// ID/20261121/eu-west-3/s3/aws4_request
aws::Result<void> take_credential(const std::string& credential, aws::SignatureClaim& claim) {
  auto parts = base::split(credential, '/');
  if (parts.size() != 5) {
    return wrong_credential(
        "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
        credential);
  }
  if (parts[0].empty()) {
    return wrong_credential("a non-empty Access Key (AKID) must be provided in the credential.", credential);
  }
  if (parts[3] != "s3") {
    return wrong_credential(
        fmt::format("incorrect service \"{}\". This endpoint belongs to \"s3\".", parts[3]), credential);
  }
  if (parts[4] != "aws4_request") {
    return wrong_credential(
        fmt::format("incorrect terminal \"{}\". This endpoint uses \"aws4_request\".", parts[4]), credential);
  }
  claim.access_key_id = parts[0];
  claim.date = parts[1];
  claim.region = parts[2];
  return {};
}

aws::Result<void> check_time(const aws::SignatureClaim& claim, base::Time now) {
  auto time = base::parse_iso8601(claim.timestamp);
  bool is_long = claim.timestamp.size() == std::string_view("20261121T083000Z").size();
  if (!time || !is_long) {
    return invalid_argument("X-Amz-Date must be formated via ISO8601 Long format", "X-Amz-Date",
                            claim.timestamp);
  }
  if (!claim.timestamp.starts_with(claim.date) || claim.date.size() != 8) {
    return invalid_argument("The date of the credential and X-Amz-Date must be the same", "X-Amz-Date",
                            claim.timestamp);
  }
  if (*time > now + kMaxSkew) return aws::error("AccessDenied", 403, "Request is not valid yet");
  if (*time + kKeyLife < now) return aws::error("AccessDenied", 403, "Request has expired");
  return {};
}

aws::Result<aws::SignatureClaim> claim_of_version4(const Form& form, base::Time now) {
  aws::SignatureClaim claim;
  std::string algorithm = TRY(require(form, "X-Amz-Algorithm"));
  if (algorithm != kAlgorithm)
    return invalid_argument(fmt::format("X-Amz-Algorithm only supports \"{}\"", kAlgorithm),
                            "X-Amz-Algorithm", algorithm);
  std::string credential = TRY(require(form, kCredential));
  TRY(take_credential(credential, claim));
  claim.timestamp = TRY(require(form, "X-Amz-Date"));
  claim.signature = TRY(require(form, "X-Amz-Signature"));
  TRY(check_time(claim, now));
  return claim;
}

aws::Result<aws::SignatureClaim> claim_of_version2(const Form& form) {
  aws::SignatureClaim claim;
  claim.version = 2;
  claim.region = kOldestRegion;  // version 2 says none
  claim.access_key_id = TRY(require(form, "AWSAccessKeyId"));
  claim.signature = TRY(require(form, "Signature"));
  return claim;
}

aws::Error mismatch(const aws::SignatureClaim& claim, const std::string& policy) {
  std::string bytes;
  for (unsigned char byte : policy)
    fmt::format_to(std::back_inserter(bytes), "{}{:02x}", bytes.empty() ? "" : " ", byte);
  aws::Error error = aws::signature_error(aws::SignatureFault::mismatch, aws::ErrorFamily::s3);
  error.members = {{"AWSAccessKeyId", claim.access_key_id},
                   {"StringToSign", policy},
                   {"SignatureProvided", claim.signature},
                   {"StringToSignBytes", std::move(bytes)}};
  return error;
}

bool has_any(const Form& form, std::initializer_list<std::string_view> names) {
  for (std::string_view name : names)
    if (form.find(name)) return true;
  return false;
}

}  // namespace

aws::Result<std::optional<SignedForm>> verify_form(const Form& form, Gateway& gateway, base::Time now) {
  bool version4 = has_any(form, {"x-amz-algorithm", kCredential, "x-amz-signature"});
  bool version2 = has_any(form, {"awsaccesskeyid", "signature"});
  if (!version4 && !version2) return std::nullopt;
  std::string policy = TRY(require(form, "Policy"));
  aws::SignatureClaim claim = version4 ? TRY(claim_of_version4(form, now)) : TRY(claim_of_version2(form));
  claim.form = true;
  claim.service = "s3";
  claim.payload_hash = "UNSIGNED-PAYLOAD";
  claim.session_token = form.get("x-amz-security-token");
  // Ids that begin with ASIA belong to sessions (IAM User Guide, "IAM identifiers", unique id prefixes).
  if (claim.access_key_id.starts_with("ASIA") && claim.session_token.empty())
    return tl::unexpected(aws::signature_error(aws::SignatureFault::unknown_key, aws::ErrorFamily::s3));

  KnownKey key = TRY(gateway.identify(claim, aws::ErrorFamily::s3));
  std::string expected, signing_key;
  if (version4) {
    signing_key = aws::derive_signing_key(key.secret, claim.date, claim.region, claim.service);
    expected = base::hex(crypto::hmac_sha256(signing_key, policy));
  } else {
    expected = base::base64(crypto::hmac_sha1(key.secret.reveal(), policy));
  }
  if (!base::Secret::equal_in_constant_time(expected, claim.signature))
    return tl::unexpected(mismatch(claim, policy));
  return SignedForm{std::move(key), {std::move(claim), std::move(signing_key)}};
}

}  // namespace account::s3
