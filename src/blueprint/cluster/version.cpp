#include "blueprint/cluster/version.h"

#include <algorithm>

#include "base/text.h"
#include "blueprint/eks/offers.h"
#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

constexpr auto kRollbackWindow = std::chrono::hours(7 * 24);

tl::unexpected<base::Error> refuse(std::string message, std::string hint) {
  return tl::unexpected(base::Error{base::ErrorKind::invalid, std::move(message), std::move(hint)});
}

// Which brought the cluster to that version.
bool is_upgrade_to(const json::Value& update, const std::string& version) {
  if (text_of(update, "type") != "VersionUpdate" || text_of(update, "status") != "Successful") return false;
  const json::Array& params = list_at(update, "params");
  return std::any_of(params.begin(), params.end(), [&](const json::Value& each) {
    return text_of(each, "type") == "Version" && text_of(each, "value") == version;
  });
}

// Whether it was upgraded to its version, and not too long ago.
base::Result<bool> goes_back(Cloud& cloud, const std::string& cluster, const std::string& current,
                             base::Time now) {
  json::Object of{{"name", cluster}};
  auto updates = cloud.call_all("eks", "ListUpdates", of, "updateIds");
  if (!updates) return tl::unexpected(to_error(updates.error(), "eks", "ListUpdates"));
  bool does = false;  // all are looked at, since they have no order
  for (const json::Value& id : *updates) {
    json::Value output =
        TRY(call(cloud, "eks", "DescribeUpdate", json::Object{{"name", cluster}, {"updateId", id}}));
    const json::Value* update = output.find("update");
    does = does || (update && is_upgrade_to(*update, current) &&
                    now < base::from_ms(update->int_or("createdAt", 0)) + kRollbackWindow);
  }
  return does;
}

base::Status check_goes_back(Cloud& cloud, const std::string& cluster, const std::string& current,
                             const std::string& desired, base::Time now) {
  std::string stay = fmt::format("write `version: \"{}\"`, which it has", current);
  if (minor_of(desired) + 1 < minor_of(current))
    return refuse(
        fmt::format("the cluster has version {}, and goes back to {} by no way", current, desired),
        fmt::format("EKS takes it back by one minor version within seven days of an upgrade; {}", stay));
  if (TRY(goes_back(cloud, cluster, current, now))) return {};
  return refuse(
      fmt::format("the cluster has version {}, and EKS does not take it back to {}", current, desired),
      fmt::format("it does so within seven days of an upgrade from there; {}", stay));
}

}  // namespace

int64_t minor_of(const std::string& version) {
  return base::parse_int(version.substr(version.find('.') + 1)).value_or(0);
}

base::Result<std::vector<std::string>> way_to_version(Cloud& cloud, const std::string& cluster,
                                                      const std::string& current, const std::string& desired,
                                                      base::Time now) {
  if (current == desired) return std::vector{desired};
  bool is_back = !current.empty() && minor_of(desired) < minor_of(current);
  if (is_back) TRY(check_goes_back(cloud, cluster, current, desired, now));
  TRY(check_version(cloud, desired));
  if (current.empty()) return std::vector{desired};
  if (is_back) return std::vector{current, desired};
  std::vector<std::string> way;
  for (int64_t minor = minor_of(current); minor <= minor_of(desired); ++minor)
    way.push_back(fmt::format("1.{}", minor));
  return way;
}

}  // namespace blueprint
