#include "aws/route/rpc.h"

#include "aws/model/model.h"

namespace aws {
namespace {

constexpr std::string_view kService = "/service/", kOperation = "/operation/";
constexpr std::string_view kSpeaker = "cloudwatch";  // of the services that are embedded here the only one

}  // namespace

std::optional<RpcTarget> read_rpc_target(const net::Request& request) {
  std::string_view path = request.path;
  if (request.method != "POST" || !path.starts_with(kService)) return std::nullopt;
  path.remove_prefix(kService.size());
  size_t operation = path.find(kOperation);
  if (operation == path.npos || path.substr(0, operation).find('/') != path.npos) return std::nullopt;
  if (operation == 0) return std::nullopt;
  return RpcTarget{path.substr(0, operation), path.substr(operation + kOperation.size())};
}

bool is_rpc(const net::Request& request, std::string_view signing_name) {
  auto target = read_rpc_target(request);
  if (!target) return false;
  auto service = Service::find(kSpeaker);
  return service && service->signing_name() == signing_name && service->target_prefix() == target->service;
}

}  // namespace aws
