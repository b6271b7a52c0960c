// Statements of policies that stand on buckets and queues.
#pragma once

#include <string>

#include "base/json.h"

namespace blueprint {

// Denies everybody what does not come by TLS (https://docs.aws.amazon.com/config/latest/developerguide/
// s3-bucket-ssl-requests-only.html).
json::Object tls_only(const std::string& action, json::Array resources);

}  // namespace blueprint
