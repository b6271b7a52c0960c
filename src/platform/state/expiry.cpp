#include "platform/state/expiry.h"

#include <fmt/core.h>

#include "base/text.h"
#include "runtime/token/facts.h"

namespace platform {
namespace {

using std::chrono::minutes;

constexpr minutes kLongest = std::chrono::hours(24 * 365);

std::optional<minutes> unit_of(char letter) {
  switch (letter) {
    case 'm':
      return minutes(1);
    case 'h':
      return std::chrono::hours(1);
    case 'd':
      return std::chrono::hours(24);
    default:
      return std::nullopt;
  }
}

}  // namespace

base::Result<minutes> parse_life(std::string_view text) {
  auto unit = text.empty() ? std::nullopt : unit_of(text.back());
  auto count = unit ? base::parse_int(text.substr(0, text.size() - 1)) : std::nullopt;
  if (count && *count > 0 && *count <= kLongest / *unit) return *count * *unit;
  return tl::unexpected(base::Error{base::ErrorKind::invalid, fmt::format("`{}` is no time to live", text),
                                    "say minutes, hours or days, such as 90m, 24h or 7d; a year at most"});
}

bool is_expired(const EnvironmentState& environment, base::Time now) {
  return environment.expires && *environment.expires <= now;
}

std::vector<EnvironmentState> expired(std::vector<EnvironmentState> environments, base::Time now) {
  std::erase_if(environments, [&](const EnvironmentState& each) { return !is_expired(each, now); });
  return environments;
}

std::string expiry_notice(const EnvironmentState& environment, base::Time now) {
  return fmt::format("{} expired {}; `slipway down --expired` removes it", environment.title(),
                     runtime::expiry_text(*environment.expires, now));
}

}  // namespace platform
