#include "blueprint/cloud/cloud.h"

#include <fmt/core.h>

#include "aws/client/retry.h"

namespace blueprint {
namespace {

using base::ErrorKind;

bool is_not_found(const aws::Error& error) {
  return error.code == "NoSuchEntity" || error.code == "ResourceNotFoundException";
}

ErrorKind kind_of(const aws::Error& error) {
  if (is_not_found(error)) return ErrorKind::not_found;
  if (error.status == 0 || error.status >= 500 || aws::is_throttling(error)) return ErrorKind::unavailable;
  if (error.code.starts_with("AccessDenied") || error.status == 401 || error.status == 403)
    return ErrorKind::denied;
  return ErrorKind::conflict;
}

}  // namespace

base::Error to_error(const aws::Error& error, std::string_view service, std::string_view operation) {
  std::string hint;
  if (error.code == "Unreachable") {
    hint = "see that the account runs and that its address is right, then run it again";
  } else if (aws::is_throttling(error)) {
    hint =
        "the account takes fewer calls a second than it was asked for, by others too: run it again in a "
        "while";
  } else if (error.status >= 500) {
    hint = "the account itself failed, and the log of an embedded one says why: mend that, then run it again";
  }
  std::string message = fmt::format("{} {}: {}: {}", service, operation, error.code, error.message);
  return {kind_of(error), std::move(message), std::move(hint)};
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

}  // namespace blueprint
