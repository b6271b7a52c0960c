// Decides questions of a life again, under other policies: pure, and quick enough for thousands.
#pragma once

#include <array>
#include <vector>

#include "base/result.h"
#include "policy/decide/evaluate.h"
#include "rehearsal/life/asked.h"
#include "rehearsal/life/policies.h"

namespace rehearsal {

class Deciding {
 public:
  // invalid: one of them is no identity policy.
  static base::Result<Deciding> make(const Policies& policies);

  // By one who has the policies until this phase.
  bool allows(const policy::Request& request, Phase until) const;
  bool allows(const Asked& asked) const { return allows(asked.request, asked.phase); }

 private:
  std::array<policy::Layers, kPhases.size()> layers_;
};

}  // namespace rehearsal
