#include "rehearsal/prove/escalation.h"

#include <fmt/core.h>

#include <algorithm>

#include "rehearsal/prove/decide.h"

namespace rehearsal {
namespace {

using policy::Request;

constexpr std::string_view kBoundaryKey = "iam:PermissionsBoundary";

// Whether every role that is made is made with a boundary.
bool is_bounded(const std::vector<Grant>& grants) {
  return std::all_of(grants.begin(), grants.end(), [](const Grant& grant) {
    return grant.action != "iam:CreateRole" ||
           std::any_of(grant.conditions.begin(), grant.conditions.end(),
                       [](const Condition& each) { return each.key == kBoundaryKey; });
  });
}

// What cannot be known beforehand is something.
std::string one_of(std::string pattern) {
  for (char& c : pattern)
    if (c == '*') c = 'x';
  return pattern;
}

// What is asked of ours fits a grant in all but the boundary.
policy::Context context_of(const Grant& grant) {
  policy::Context context;
  for (const Condition& each : grant.conditions)
    if (each.key != kBoundaryKey) context.set(each.key, one_of(each.values.front()));
  return context;
}

std::vector<Request> requests_of(const Escalating& way, const std::vector<Grant>& grants, const Request& like,
                                 const std::string& region) {
  const policy::Principal& self = like.principal;
  std::string action(way.action);
  if (way.resource != "ours")
    return {{self, action,
             fmt::format(fmt::runtime(way.resource), fmt::arg("self", self.role_arn),
                         fmt::arg("account", self.account), fmt::arg("region", region)),
             "", policy::Context()}};
  std::vector<Request> requests;
  for (const Grant& each : grants)
    if (each.action == action)
      requests.push_back({self, action, one_of(each.resource), "", context_of(each)});
  return requests;
}

}  // namespace

base::Result<Escalations> find_escalations(const std::vector<Grant>& grants, const Request& like,
                                           const Policies& policies, const std::string& region) {
  Deciding deciding = TRY(Deciding::make(policies));
  Escalations found;
  bool has_boundary = is_bounded(grants);
  for (const Escalating& way : escalation_ways())
    for (Request& request : requests_of(way, grants, like, region)) {
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
