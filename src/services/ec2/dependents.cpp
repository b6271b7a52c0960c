#include "services/ec2/dependents.h"

#include "account/record/index.h"
#include "base/text.h"

namespace account::ec2 {

aws::Result<void> check_no_dependents(Call& call, std::span<const Dependent> dependents,
                                      const std::string& id, std::string_view words) {
  constexpr size_t kMostNamed = 20;
  std::vector<std::string> ids;
  for (const Dependent& one : dependents)
    for (Entry& entry : find_through(call.state, one.kind, one.member, id))
      if (ids.size() < kMostNamed && (!one.counts || one.counts(call, entry.value)))
        ids.push_back(std::move(entry.id));
  if (ids.empty()) return {};
  call.headers.add(std::string(kDependentsHeader), base::join(ids, ", "));
  return aws::error("DependencyViolation", 400, "{}", words);
}

}  // namespace account::ec2
