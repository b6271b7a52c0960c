#include "account/call/quota.h"

#include <fmt/core.h>

#include "account/call/facilities.h"

namespace account {
namespace {

constexpr std::string_view kGiven = "server.quota";  // in account "", by name: {"Value"}

}  // namespace

std::optional<int64_t> given_most(const State& server, const Quota& quota) {
  std::optional<json::Value> given = server.of("").get(kGiven, quota.name);
  if (!given) return std::nullopt;
  return given->int_or("Value", quota.most);
}

void give_most(const State& server, const Quota& quota, int64_t most) {
  server.of("").put(kGiven, quota.name, json::Object{{"Value", most}});
}

void take_most_back(const State& server, const Quota& quota) {
  server.of("").erase(kGiven, quota.name);
}

int64_t most_of(const Call& call, const Quota& quota) {
  if (std::optional<int64_t> given = given_most(call.state, quota)) return *given;
  auto other = call.facilities.quotas.find(quota.name);
  return other == call.facilities.quotas.end() ? quota.most : other->second;
}

aws::Result<void> check_quota(const Call& call, const Quota& quota, size_t there_are) {
  int64_t most = most_of(call, quota);
  if (static_cast<int64_t>(there_are) < most) return {};
  return tl::unexpected(aws::Error(std::string(quota.code), quota.status,
                                   fmt::format(fmt::runtime(quota.words), fmt::arg("most", most))));
}

}  // namespace account
