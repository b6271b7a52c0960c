#include "services/eks/kubernetes_version.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "services/eks/answers.h"

namespace account::eks {
namespace {

using std::chrono::sys_days;
using namespace std::chrono_literals;

constexpr base::Time day(std::chrono::year year, unsigned month, unsigned day) {
  return sys_days(year / std::chrono::month(month) / std::chrono::day(day));
}

// As of November 2026. Of 1.36 the last two days follow from the rule, not from the calendar.
constexpr KubernetesVersion kVersions[] = {
    {"1.36", "1.36.1", day(2026y, 6, 2), day(2027y, 8, 2), day(2028y, 8, 2)},
    {"1.35", "1.35.3", day(2026y, 1, 27), day(2027y, 3, 27), day(2028y, 3, 27)},
    {"1.34", "1.34.6", day(2025y, 10, 2), day(2026y, 12, 2), day(2027y, 12, 2)},
    {"1.33", "1.33.10", day(2025y, 5, 29), day(2026y, 7, 29), day(2027y, 7, 29)},
    {"1.32", "1.32.13", day(2025y, 1, 23), day(2026y, 3, 23), day(2027y, 3, 23)},
    {"1.31", "1.31.14", day(2024y, 9, 26), day(2025y, 11, 26), day(2026y, 11, 26)},
    {"1.30", "1.30.14", day(2024y, 5, 23), day(2025y, 7, 23), day(2026y, 7, 23)},
};
constexpr std::string_view kDefault = "1.34";

const KubernetesVersion* find_version(std::string_view minor) {
  auto found = std::find_if(std::begin(kVersions), std::end(kVersions),
                            [&](const KubernetesVersion& one) { return one.minor == minor; });
  return found == std::end(kVersions) ? nullptr : found;
}

}  // namespace

std::span<const KubernetesVersion> kubernetes_versions() {
  return kVersions;
}

std::string_view support_of(const KubernetesVersion& version, base::Time now) {
  if (now < version.end_of_standard || version.minor == kVersions[0].minor) return "STANDARD_SUPPORT";
  return now < version.end_of_extended ? "EXTENDED_SUPPORT" : "UNSUPPORTED";
}

std::string_view default_version(base::Time now) {
  return now < find_version(kDefault)->end_of_extended ? kDefault : kVersions[0].minor;
}

aws::Result<void> check_version(std::string_view minor, base::Time now) {
  const KubernetesVersion* version = find_version(minor);
  if (version && support_of(*version, now) != "UNSUPPORTED") return {};
  return invalid(fmt::format("unsupported Kubernetes version {}", minor));
}

int64_t minor_of(std::string_view version) {
  constexpr std::string_view kMajor = "1.";
  return base::parse_int(version.substr(std::min(kMajor.size(), version.size()))).value_or(0);
}

}  // namespace account::eks
