// Which versions clusters can have.
#include <algorithm>

#include "base/text.h"
#include "services/eks/answers.h"
#include "services/eks/eks.h"
#include "services/eks/kubernetes_version.h"

namespace account::eks {
namespace {

constexpr std::string_view kClusterType = "eks";

json::Value view(const KubernetesVersion& version, base::Time now) {
  std::string support(support_of(version, now));
  std::string status = base::lower(support);  // the member that AWS has given up: standard-support
  std::replace(status.begin(), status.end(), '_', '-');
  return Object{{"clusterVersion", version.minor},
                {"clusterType", kClusterType},
                {"defaultPlatformVersion", kPlatformVersion},
                {"defaultVersion", version.minor == default_version(now)},
                {"releaseDate", base::to_ms(version.released)},
                {"endOfStandardSupportDate", base::to_ms(version.end_of_standard)},
                {"endOfExtendedSupportDate", base::to_ms(version.end_of_extended)},
                {"status", status},
                {"versionStatus", support},
                {"kubernetesPatchVersion", version.patch}};
}

// Whether the call asks for it: all of its filters, and those that are no longer supported only where it says so.
bool is_wanted(const Input& in, const json::Value& version) {
  std::vector<std::string> names = in.texts("clusterVersions");
  std::string_view support = version.string_or("versionStatus", "");
  for (std::string_view filter : {"status", "versionStatus"})
    if (in.has(filter) && in.text(filter) != version.string_or(filter, "")) return false;
  if (in.flag("defaultOnly") && !version.bool_or("defaultVersion", false)) return false;
  if (in.has("clusterType") && in.text("clusterType") != kClusterType) return false;
  if (!names.empty())
    return std::find(names.begin(), names.end(), version.string_or("clusterVersion", "")) != names.end();
  return support != "UNSUPPORTED" || in.flag("includeAll") || in.has("versionStatus") || in.has("status");
}

Output describe_versions(Call& call) {
  if (call.input.has("status") && call.input.has("versionStatus"))
    return invalid("Only one of status and versionStatus can be given");
  std::vector<Entry> entries;
  for (const KubernetesVersion& version : kubernetes_versions()) {
    json::Value shown = view(version, call.now);
    // The newest first: pages are in the order of ids.
    std::string order = fmt::format("{:03}", 999 - minor_of(version.minor));
    if (is_wanted(call.input, shown)) entries.push_back({std::move(order), std::move(shown)});
  }
  return list_page(call, std::move(entries), "clusterVersions", [](const Entry& one) { return one.value; });
}

constexpr Operation kOperations[] = {{"DescribeClusterVersions", {any()}, describe_versions}};

}  // namespace

std::span<const Operation> version_operations() {
  return kOperations;
}

}  // namespace account::eks
