#include "services/s3/bucket.h"

#include <algorithm>

#include "aws/signature/refusal.h"
#include "aws/signature/version2.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace account::s3 {

Versioning Bucket::versioning() const {
  const json::Value* configuration = record.find("Versioning");
  std::string_view status = configuration ? configuration->string_or("Status", "") : "";
  if (status == "Enabled") return Versioning::enabled;
  return status == "Suspended" ? Versioning::suspended : Versioning::never;
}

std::string_view Bucket::ownership() const {
  // Without controls, as before 2021: whoever writes an object owns it.
  const json::Value* controls = record.find("OwnershipControls");
  if (!controls) return "ObjectWriter";
  return controls->find("Rules")->as_array().front().string_or("ObjectOwnership", "ObjectWriter");
}

bool Bucket::blocks(std::string_view setting) const {
  const json::Value* block = record.find("PublicAccessBlock");
  return block && block->bool_or(setting, false);
}

std::optional<Bucket> find_bucket(const State& state, const std::string& name) {
  std::optional<json::Value> record = state.of("").get(kBucket, name);
  if (!record) return std::nullopt;
  return Bucket{name, std::move(*record)};
}

aws::Result<Bucket> require_bucket(const Call& call, const std::string& name, std::string_view owner_header) {
  std::optional<Bucket> bucket = find_bucket(call.state, name);
  if (!bucket && !is_bucket_name(name)) return invalid_bucket_name(name);
  if (!bucket) return no_such_bucket(name);
  const std::string* expected = call.http.headers.find(owner_header);
  if (expected && *expected != bucket->account()) return aws::error("AccessDenied", 403, "Access Denied");
  return std::move(*bucket);
}

aws::Result<Bucket> require_bucket(const Call& call) {
  Bucket bucket = TRY(require_bucket(call, call.input.text("Bucket")));
  bool version2 = call.signature && call.signature->claim.version == 2;
  if (version2 && !aws::takes_version2(bucket.region()))
    return tl::unexpected(aws::signature_error(aws::SignatureFault::unknown_algorithm, aws::ErrorFamily::s3));
  return bucket;
}

void store_bucket(const State& state, const Bucket& bucket) {
  state.of("").put(kBucket, bucket.name, bucket.record);
}

State owner_of(const Call& call, const Bucket& bucket) {
  return call.state.of(std::string(bucket.account()));
}

bool is_bucket_name(std::string_view name) {
  auto is_edge = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.size() < 3 || name.size() > 63 || !is_edge(name.front()) || !is_edge(name.back())) return false;
  if (!std::all_of(name.begin(), name.end(), [&](char c) { return is_edge(c) || c == '-' || c == '.'; }))
    return false;
  if (name.find("..") != std::string_view::npos) return false;
  for (std::string_view prefix : {"xn--", "sthree-", "amzn-s3-demo-"})
    if (name.starts_with(prefix)) return false;
  for (std::string_view suffix : {"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"})
    if (name.ends_with(suffix)) return false;
  // Not formatted as an IP address.
  auto labels = base::split(name, '.');
  return labels.size() != 4 || !std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
           return base::parse_int(label).has_value();
         });
}

std::string canonical_user_id(std::string_view account) {
  return base::hex(crypto::sha256(fmt::format("canonical user {}", account)));
}

json::Value owner(std::string_view account) {
  return Object{{"ID", canonical_user_id(account)}};
}

tl::unexpected<aws::Error> invalid_bucket_name(const std::string& name) {
  return tl::unexpected(
      aws::Error("InvalidBucketName", 400, "The specified bucket is not valid.", {{"BucketName", name}}));
}

tl::unexpected<aws::Error> no_such_bucket(const std::string& name) {
  return tl::unexpected(
      aws::Error("NoSuchBucket", 404, "The specified bucket does not exist", {{"BucketName", name}}));
}

tl::unexpected<aws::Error> invalid_argument(std::string message, std::string_view name, std::string value) {
  return tl::unexpected(aws::Error("InvalidArgument", 400, std::move(message),
                                   {{"ArgumentName", name}, {"ArgumentValue", std::move(value)}}));
}

tl::unexpected<aws::Error> malformed_xml() {
  return aws::error(
      "MalformedXML", 400,
      "The XML you provided was not well-formed or did not validate against our published schema");
}

tl::unexpected<aws::Error> not_implemented() {
  return aws::error("NotImplemented", 501,
                    "A header you provided implies functionality that is not implemented");
}

}  // namespace account::s3
