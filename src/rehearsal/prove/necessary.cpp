#include "rehearsal/prove/necessary.h"

#include <algorithm>

#include "rehearsal/derive/documents.h"
#include "rehearsal/prove/decide.h"

namespace rehearsal {
namespace {

Policies without(const std::vector<Grant>& grants, size_t left_out) {
  std::vector<Grant> others = grants;
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(left_out));
  return policies_of(documents_of(others, "without-one", "aws"));
}

}  // namespace

base::Result<std::vector<Grant>> find_needless(const std::vector<Grant>& grants,
                                               const std::vector<Asked>& asked) {
  std::vector<Grant> needless;
  for (size_t i = 0; i < grants.size(); ++i) {
    Deciding deciding = TRY(Deciding::make(without(grants, i)));
    bool is_needed =
        std::any_of(asked.begin(), asked.end(), [&](const Asked& each) { return !deciding.allows(each); });
    if (!is_needed) needless.push_back(grants[i]);
  }
  return needless;
}

base::Result<std::vector<Grant>> find_needless_by_playing(const std::vector<Grant>& grants,
                                                          const Subject& subject, const Makings& makings,
                                                          base::Random& random) {
  std::vector<Grant> needless;
  for (size_t i = 0; i < grants.size(); ++i) {
    Life life = TRY(play(subject, makings, without(grants, i), random));
    if (life.denials().empty()) needless.push_back(grants[i]);
  }
  return needless;
}

}  // namespace rehearsal
