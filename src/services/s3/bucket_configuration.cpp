#include "services/s3/bucket_configuration.h"

#include "account/call/operation.h"

namespace account::s3 {

Output put(Call& call, const Configuration& configuration) {
  Bucket bucket = TRY(require_bucket(call));
  const json::Value* given = call.input.find(configuration.member);
  if (!given) return malformed_xml();
  Object value = given->as_object();
  TRY(configuration.check(call, bucket, value));
  bucket.record.as_object().set(configuration.name, std::move(value));
  store_bucket(call.state, bucket);
  return Object{};
}

Output get(Call& call, const Configuration& configuration) {
  Bucket bucket = TRY(require_bucket(call));
  const json::Value* value = bucket.record.find(configuration.name);
  if (!value && configuration.missing_code.empty()) return Object{};
  if (!value) {
    return tl::unexpected(aws::Error(std::string(configuration.missing_code), 404,
                                     std::string(configuration.missing_message),
                                     {{"BucketName", bucket.name}}));
  }
  if (!configuration.is_member) return *value;
  return Object{{std::string(configuration.member), *value}};
}

Output remove(Call& call, const Configuration& configuration) {
  Bucket bucket = TRY(require_bucket(call));
  if (bucket.record.as_object().erase(configuration.name)) store_bucket(call.state, bucket);
  return Object{};
}

}  // namespace account::s3
