#include "services/s3/s3.h"

#include "services/s3/browser_requests.h"
#include "services/s3/sweep.h"

namespace account::s3 {

Service service() {
  return {"s3",
          "s3",
          {put_object_operations(), get_object_operations(), delete_object_operations(),
           list_objects_operations(), copy_object_operations(), multipart_operations(),
           upload_part_operations(), complete_upload_operations(), object_tagging_operations(),
           object_attributes_operations(), acl_operations(), bucket_operations(), configuration_operations(),
           lifecycle_operations(), cors_operations(), default_operations(), policy_operations()},
          {.takes_unsigned = true,
           .checks_body_apart = true,
           .is_regionless = true,
           .whole_object_checksums = "CompleteMultipartUpload"},
          {{is_from_browser, answer_browser}},
          {},
          {{sweep, give_up_bodies}},
          told_to_the_denied};
}

}  // namespace account::s3
