#include "policy/ask/simulate.h"

#include <fmt/core.h>

#include "policy/decide/compiled.h"
#include "policy/explain/message.h"

namespace policy {
namespace {

int severity(const Decision& decision) {
  switch (decision.outcome) {
    case Outcome::allowed:
      return 0;
    case Outcome::implicit_deny:
      return 1;
    case Outcome::explicit_deny:
      return 2;
  }
  return 0;
}

}  // namespace

json::Object statement_json(const Layers& layers, const Matched& matched) {
  json::Object out{{"layer", layer_key(matched.layer)},
                   {"policy", place_of(layers, matched.layer, matched.level, matched.source)},
                   {"statement", static_cast<int64_t>(matched.number)}};
  const std::string& sid = matched.source->document().statements[matched.number].sid;
  if (!sid.empty()) out.set("sid", sid);
  out.set("effect", matched.allow ? "Allow" : "Deny");
  return out;
}

Verdict decide(const Question& question) {
  Verdict out{evaluate(question.requests[0], *question.layers), &question.requests[0]};
  for (size_t i = 1; i < question.requests.size(); ++i) {
    Decision other = evaluate(question.requests[i], *question.layers);
    if (severity(other) > severity(out.decision)) out = {std::move(other), &question.requests[i]};
  }
  return out;
}

std::string Simulator::answer(std::string_view text) {
  std::string id = "null";
  auto question = read_question(text, layers_, id);
  if (!question) return fmt::format(R"({{"id":{},"error":{}}})", id, json::dump(question.error().to_json()));
  auto [decision, request] = decide(*question);
  json::Array statements;
  for (const Matched& matched : decision.statements) {
    statements.emplace_back(statement_json(*question->layers, matched));
  }
  json::Object out{{"decision", outcome_name(decision.outcome)},
                   {"layer", layer_key(decision.layer)},
                   {"statements", std::move(statements)},
                   {"why", why(*request, *question->layers, decision)}};
  std::string body = json::dump(out);
  return fmt::format(R"({{"id":{},{})", id, std::string_view(body).substr(1));
}

}  // namespace policy
