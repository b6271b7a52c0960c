// Configurations that are not kept here, but that SDKs and Terraform read: each is answered as AWS answers
// for a bucket where nobody has set it.
#include "services/s3/access.h"
#include "services/s3/s3.h"

namespace account::s3 {
namespace {

struct Missing {
  std::string_view code;
  std::string_view message;
};
constexpr Missing kWebsite = {"NoSuchWebsiteConfiguration",
                              "The specified bucket does not have a website configuration"};
constexpr Missing kObjectLock = {"ObjectLockConfigurationNotFoundError",
                                 "Object Lock configuration does not exist for this bucket"};
constexpr Missing kReplication = {"ReplicationConfigurationNotFoundError",
                                  "The replication configuration was not found"};

template <const Missing& missing>
Output is_missing(Call& call) {
  Bucket bucket = TRY(require_bucket(call));
  return tl::unexpected(aws::Error(std::string(missing.code), 404, std::string(missing.message),
                                   {{"BucketName", bucket.name}}));
}

Output is_empty(Call& call) {
  TRY(require_bucket(call));
  return Object{};
}

Output get_request_payment(Call& call) {
  TRY(require_bucket(call));
  return Object{{"Payer", "BucketOwner"}};
}

constexpr Operation kOperations[] = {
    {"GetBucketAccelerateConfiguration", {on(kBuckets).asks("s3:GetAccelerateConfiguration")}, is_empty},
    {"GetBucketLogging", {on(kBuckets)}, is_empty},
    {"GetBucketNotificationConfiguration", {on(kBuckets).asks("s3:GetBucketNotification")}, is_empty},
    {"GetBucketRequestPayment", {on(kBuckets)}, get_request_payment},
    {"GetBucketWebsite", {on(kBuckets)}, is_missing<kWebsite>},
    {"GetObjectLockConfiguration",
     {on(kBuckets).asks("s3:GetBucketObjectLockConfiguration")},
     is_missing<kObjectLock>},
    {"GetBucketReplication", {on(kBuckets).asks("s3:GetReplicationConfiguration")}, is_missing<kReplication>},
};

}  // namespace

std::span<const Operation> default_operations() {
  return kOperations;
}

}  // namespace account::s3
