#include "rehearsal/prove/escalation.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "rehearsal/prove/decide.h"

namespace rehearsal {
namespace {

using policy::Request;

// Whether every role that is made is made with a boundary.
bool is_bounded(const std::vector<Grant>& grants) {
  return std::all_of(grants.begin(), grants.end(), [](const Grant& grant) {
    return grant.action != "iam:CreateRole" ||
           std::any_of(grant.conditions.begin(), grant.conditions.end(),
                       [](const Condition& each) { return each.key == "iam:PermissionsBoundary"; });
  });
}

// What cannot be known beforehand is something.
std::string one_of(std::string pattern) {
  for (char& c : pattern)
    if (c == '*') c = 'x';
  return pattern;
}

std::set<std::string> aims_of(const Escalating& way, const std::vector<Grant>& grants, const Request& like,
                              const std::string& region) {
  if (way.resource != "ours")
    return {fmt::format(fmt::runtime(way.resource), fmt::arg("self", like.principal.role_arn),
                        fmt::arg("account", like.principal.account), fmt::arg("region", region))};
  std::set<std::string> aims;
  for (const Grant& each : grants)
    if (each.action == way.action) aims.insert(one_of(each.resource));
  return aims;
}

}  // namespace

base::Result<Escalations> find_escalations(const std::vector<Grant>& grants, const Request& like,
                                           const Policies& policies, const std::string& region) {
  Deciding deciding = TRY(Deciding::make(policies));
  Escalations found;
  bool has_boundary = is_bounded(grants);
  for (const Escalating& way : escalation_ways())
    for (const std::string& aim : aims_of(way, grants, like, region)) {
      Request request{like.principal, std::string(way.action), aim, "", {}};
      if (!way.key.empty()) request.context.set(way.key, std::string(way.value));
      if (!deciding.allows(request, Phase::destroy))
        ++found.refused;
      else if (way.is_held_by_boundary && !has_boundary)
        found.unbounded.push_back({std::string(way.what), std::move(request)});
      else
        found.open.push_back({std::string(way.what), std::move(request)});
    }
  return found;
}

}  // namespace rehearsal
