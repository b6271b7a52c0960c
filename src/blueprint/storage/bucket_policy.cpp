#include "blueprint/storage/bucket_policy.h"

namespace blueprint {

json::Object tls_only(const std::string& action, json::Array resources) {
  return {{"Sid", "ByTlsAlone"},
          {"Effect", "Deny"},
          {"Principal", "*"},
          {"Action", action},
          {"Resource", std::move(resources)},
          {"Condition", json::Object{{"Bool", json::Object{{"aws:SecureTransport", "false"}}}}}};
}

}  // namespace blueprint
