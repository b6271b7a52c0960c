// Decisions as JSON: one question in (policy/ask/question.h), one answer out.
//
//   {"id", "decision": "allowed" | "implicitDeny" | "explicitDeny", "layer", "statements": [...], "why": "..."}
//   {"id", "error": {"part", "id", "message", "hint", "path", "line", "column"}}
#pragma once

#include <string>
#include <string_view>

#include "policy/ask/question.h"

namespace policy {

class Simulator {
 public:
  // The answer to one JSON text; what cannot be read is answered as an error.
  std::string answer(std::string_view text);

 private:
  LayersReader layers_;
};

// The decision on a whole question: the strictest of those on its resources, and the request that got it.
struct Verdict {
  Decision decision;
  const Request* request = nullptr;  // of the question's
};
Verdict decide(const Question& question);

// A statement that took part: layer, policy (its place), statement (from 0), sid, effect.
json::Object statement_json(const Layers& layers, const Matched& matched);

}  // namespace policy
