#include "aws/client/retry.h"

#include <algorithm>
#include <array>

namespace aws {
namespace {

constexpr std::array<std::string_view, 13> kThrottling = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "RequestThrottled",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
};

constexpr base::Milliseconds kBase{50};
constexpr base::Milliseconds kThrottlingBase{500};
constexpr base::Milliseconds kMax{20'000};

}  // namespace

bool is_throttling(const Error& error) {
  return error.status == 429 ||
         std::find(kThrottling.begin(), kThrottling.end(), error.code) != kThrottling.end();
}

bool is_transient(const Error& error) {
  bool server_fault = error.status == 500 || (error.status >= 502 && error.status <= 504);
  return server_fault || error.code == "Unreachable" || error.code == "RequestTimeout" ||
         error.code == "RequestTimeoutException" || is_throttling(error);
}

base::Milliseconds retry_delay(const Error& error, int attempt, base::Random& random) {
  auto bound = is_throttling(error) ? kThrottlingBase : kBase;
  for (int i = 1; i < attempt && bound < kMax; ++i) bound *= 2;
  bound = std::min(bound, kMax);
  return base::Milliseconds(static_cast<int64_t>(random.below(static_cast<uint64_t>(bound.count()) + 1)));
}

bool pause(base::Milliseconds delay, const base::Deadline& deadline) {
  if (deadline.passed() || deadline.left() < delay) return false;
  deadline.pause(delay);
  return !deadline.passed();
}

}  // namespace aws
