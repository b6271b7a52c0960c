#include "rehearsal/prove/decide.h"

namespace rehearsal {

base::Result<Deciding> Deciding::make(const Policies& policies) {
  Deciding deciding;
  for (const PolicyOf& each : policies) {
    policy::PolicyPtr compiled = TRY(policy::compile(each.text, policy::Kind::identity));
    for (Phase phase : kPhases)
      if (each.phase <= phase) deciding.layers_[static_cast<size_t>(phase)].identity.push_back(compiled);
  }
  return deciding;
}

bool Deciding::allows(const policy::Request& request, Phase until) const {
  return policy::evaluate(request, layers_[static_cast<size_t>(until)]).allowed();
}

}  // namespace rehearsal
