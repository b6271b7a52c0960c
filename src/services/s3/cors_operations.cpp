// The CORS configuration of a bucket. What it does to requests, browser_requests.h says.
#include "services/s3/access.h"
#include "services/s3/bucket_configuration.h"
#include "services/s3/cors_rules.h"
#include "services/s3/s3.h"

namespace account::s3 {
namespace {

aws::Result<void> check(Call&, const Bucket&, Object& value) {
  return check_cors(value);
}
constexpr Configuration kCors = {"Cors", "CORSConfiguration",       false,
                                 check,  "NoSuchCORSConfiguration", "The CORS configuration does not exist"};

constexpr Operation kOperations[] = {
    {"PutBucketCors", {on(kBuckets).asks("s3:PutBucketCORS")}, put<kCors>},
    {"GetBucketCors", {on(kBuckets).asks("s3:GetBucketCORS")}, get<kCors>},
    {"DeleteBucketCors", {on(kBuckets).asks("s3:PutBucketCORS")}, remove<kCors>},
};

}  // namespace

std::span<const Operation> cors_operations() {
  return kOperations;
}

}  // namespace account::s3
