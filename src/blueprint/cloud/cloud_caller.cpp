#include "blueprint/cloud/cloud_caller.h"

#include "aws/client/retry.h"
#include "blueprint/cloud/key_search.h"

namespace blueprint {
namespace {

using Status = engine::Answer::Status;

Status status_of(const aws::Error& error) {
  if (error.code == "OutcomeUnknown") return Status::unknown;
  if (aws::is_throttling(error)) return Status::throttled;
  if (error.code == "ExpiredToken" || error.code == "ExpiredTokenException") return Status::expired;
  return Status::refused;
}

}  // namespace

engine::Answer CloudCaller::call(const engine::Call& call, const base::Deadline& deadline) {
  const engine::Request& request = call.request;
  auto input = engine::known(request.input);
  if (!input) return {Status::refused, nullptr, "InvalidInput", input.error().message};
  auto output = request.operation == kFindKey ? find_key(cloud_, *input)
                                              : cloud_.call(request.api, request.operation, *input, deadline);
  if (output) return {Status::done, std::move(*output), "", ""};
  const aws::Error& error = output.error();
  std::string hint = to_error(error, request.api, request.operation).hint;
  return {status_of(error), nullptr, error.code, error.message + (hint.empty() ? "" : "; " + hint)};
}

}  // namespace blueprint
