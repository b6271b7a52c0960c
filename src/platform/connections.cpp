#include "platform/connections.h"

#include <fmt/core.h>

namespace platform {
namespace {

using base::ErrorKind;

bool is_not_found(const aws::Error& error) {
  return error.code == "NoSuchEntity" || error.code == "ResourceNotFoundException";
}

ErrorKind kind_of(const aws::Error& error) {
  if (is_not_found(error)) return ErrorKind::not_found;
  if (error.status == 0 || error.status >= 500) return ErrorKind::unavailable;
  if (error.code.starts_with("AccessDenied") || error.status == 401 || error.status == 403)
    return ErrorKind::denied;
  return ErrorKind::conflict;
}

}  // namespace

base::Error to_error(const aws::Error& error, std::string_view service, std::string_view operation) {
  return {kind_of(error), fmt::format("{} {}: {}: {}", service, operation, error.code, error.message), ""};
}

base::Result<json::Value> call(Cloud& cloud, std::string_view service, std::string_view operation,
                               const json::Value& input) {
  auto result = cloud.call(service, operation, input);
  if (result) return std::move(*result);
  return tl::unexpected(to_error(result.error(), service, operation));
}

base::Result<std::optional<json::Value>> find(Cloud& cloud, std::string_view service,
                                              std::string_view operation, const json::Value& input) {
  auto result = cloud.call(service, operation, input);
  if (result) return std::optional(std::move(*result));
  if (is_not_found(result.error())) return std::optional<json::Value>();
  return tl::unexpected(to_error(result.error(), service, operation));
}

}  // namespace platform
