#include "blueprint/keep/permissions.h"

namespace blueprint {

std::vector<KeepPermission> s3_permissions(const std::string& prefix) {
  using Use = KeepPermission::Use;
  const std::string objects = prefix + "/*", snapshots = prefix + "/*snapshots/*";
  return {{Use::reads, "s3:GetObject", objects, "reads what is remembered of the cluster"},
          {Use::reads, "s3:ListBucket", "", "sees which of it is the newest"},
          {Use::writes, "s3:PutObject", objects, "remembers what was made, and who is at work"},
          {Use::writes, "s3:DeleteObject", snapshots, "removes what a newer state has replaced", true},
          {Use::makes_bucket, "s3:CreateBucket", "", "makes the bucket of the states"},
          {Use::makes_bucket, "s3:PutBucketPublicAccessBlock", "", "has nobody outside read them"},
          {Use::makes_bucket, "s3:PutBucketOwnershipControls", "", "has no lists say who reads them"},
          {Use::makes_bucket, "s3:PutEncryptionConfiguration", "", "has them encrypted where they stand"},
          {Use::makes_bucket, "s3:PutBucketPolicy", "", "has them come and go by TLS alone"},
          {Use::makes_bucket, "s3:PutLifecycleConfiguration", "", "ends what is old"},
          {Use::makes_bucket, "s3:PutBucketVersioning", "", "keeps former versions, which can be restored"}};
}

}  // namespace blueprint
