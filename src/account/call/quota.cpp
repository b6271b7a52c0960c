#include "account/call/quota.h"

#include <fmt/core.h>

#include "account/call/facilities.h"

namespace account {

int64_t most_of(const Facilities& facilities, const Quota& quota) {
  auto other = facilities.quotas.find(quota.name);
  return other == facilities.quotas.end() ? quota.most : other->second;
}

aws::Result<void> check_quota(const Call& call, const Quota& quota, size_t there_are) {
  int64_t most = most_of(call.facilities, quota);
  if (static_cast<int64_t>(there_are) < most) return {};
  return tl::unexpected(aws::Error(std::string(quota.code), 400,
                                   fmt::format(fmt::runtime(quota.words), fmt::arg("most", most))));
}

}  // namespace account
