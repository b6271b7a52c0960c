#include "rehearsal/prove/necessary.h"

#include <algorithm>
#include <map>

#include "base/seeded_random.h"
#include "base/side_by_side.h"
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

// Whether a question is refused without a grant is up to the grants of the same action alone.
base::Result<std::vector<Grant>> find_needless(const std::vector<Grant>& grants,
                                               const std::vector<Asked>& asked) {
  std::map<std::string, std::vector<Grant>> by_action;
  for (const Grant& each : grants) by_action[each.action].push_back(each);
  std::map<std::string, std::vector<const Asked*>> questions;
  for (const Asked& each : asked) questions[each.request.action].push_back(&each);
  std::vector<Grant> needless;
  for (const auto& [action, alike] : by_action)
    for (size_t i = 0; i < alike.size(); ++i) {
      Deciding deciding = TRY(Deciding::make(without(alike, i)));
      const std::vector<const Asked*>& own = questions[action];
      bool is_needed =
          std::any_of(own.begin(), own.end(), [&](const Asked* each) { return !deciding.allows(*each); });
      if (!is_needed) needless.push_back(alike[i]);
    }
  return needless;
}

namespace {

base::Result<bool> is_missed(const Policies& policies, const Subject& subject, const Makings& makings,
                             uint64_t seed) {
  for (const Faults& faults : {Faults(), kEachUnsent, kEachUnanswered}) {
    base::SeededRandom random(seed);
    Life life = TRY(play(subject, makings, policies, random, faults, Until::refusal));
    if (!life.denials().empty()) return true;
  }
  return false;
}

}  // namespace

base::Result<std::vector<Grant>> find_needless_by_playing(const std::vector<Grant>& grants,
                                                          const Subject& subject, const Makings& makings,
                                                          uint64_t seed) {
  std::vector<base::Result<bool>> missed(grants.size());
  base::side_by_side(grants.size(),
                     [&](size_t i) { missed[i] = is_missed(without(grants, i), subject, makings, seed); });
  std::vector<Grant> needless;
  for (size_t i = 0; i < grants.size(); ++i)
    if (!TRY(std::move(missed[i]))) needless.push_back(grants[i]);
  return needless;
}

}  // namespace rehearsal
