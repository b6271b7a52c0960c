#include "rehearsal/derive/states.h"

#include <algorithm>

#include "blueprint/keep/permissions.h"

namespace rehearsal {

std::vector<Grant> grants_for_states(const Subject& subject) {
  if (subject.states.empty()) return {};
  size_t slash = subject.states.find('/');
  std::string bucket = subject.states.substr(0, slash);
  std::string prefix = slash == std::string::npos ? "" : subject.states.substr(slash);
  std::vector<Grant> grants;
  for (const blueprint::KeepPermission& each : blueprint::s3_permissions(prefix)) {
    Grant grant;
    grant.action = each.action;
    grant.resource = "arn:aws:s3:::" + bucket + each.below;
    grant.phases = {each.use == blueprint::KeepPermission::Use::reads ? Phase::plan : Phase::create};
    grant.operations = {"s3 " + each.action.substr(each.action.find(':') + 1)};
    grant.reasons.insert({each.why, "", "", "", ""});
    grants.push_back(std::move(grant));
  }
  return grants;
}

std::vector<Asked> asked_for_states(const std::vector<Grant>& grants, const Asked& like) {
  std::vector<Asked> asked;
  for (const Grant& grant : grants) {
    Asked one = like;
    one.phase = grant.phase();
    one.request.action = grant.action;
    one.request.resource = grant.resource;
    std::replace(one.request.resource.begin(), one.request.resource.end(), '*', 'x');
    one.reasons = grant.reasons;
    asked.push_back(std::move(one));
  }
  return asked;
}

}  // namespace rehearsal
