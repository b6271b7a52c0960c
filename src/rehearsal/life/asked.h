// What the account was asked in a life, decision by decision.
#pragma once

#include <string>
#include <vector>

#include "policy/decide/evaluate.h"
#include "rehearsal/life/act.h"
#include "rehearsal/life/reasons.h"

namespace rehearsal {

struct Asked {
  Phase phase = Phase::plan;
  std::string act;
  std::string api, operation;  // of the call
  policy::Request request;     // who, the action, the resource and its condition keys
  bool is_allowed = true;
  Reasons reasons;
};

}  // namespace rehearsal
