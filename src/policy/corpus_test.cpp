// Runs corpus/*.yaml: through the evaluator, and through the JSON of `slipway policy simulate`.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "policy/corpus_entry.h"
#include "policy/explain.h"
#include "policy/simulate.h"

namespace policy {
namespace {

using json::Value;
using Outcomes = std::map<int64_t, std::set<std::string>>;  // of each rule

const json::Array& cases_of(const Value& entry) {
  static const json::Array kNone;
  const Value* cases = entry.find("cases");
  return cases ? cases->as_array() : kNone;
}

// `expect` names the layer only where it matters.
std::string as_expected(std::string_view expected, std::string_view outcome, std::string_view layer) {
  bool with_layer = expected.find(' ') != std::string_view::npos;
  return with_layer ? fmt::format("{} {}", outcome, layer) : std::string(outcome);
}

void run_entry(const Value& entry, Outcomes& outcomes) {
  CorpusEntry subject(entry);
  int64_t rule = entry.int_or("rule", 0);
  EXPECT_EQ(subject.error(), entry.string_or("error", ""));
  if (!subject.error().empty()) {
    outcomes[rule].insert("error");
    return;
  }
  for (const auto& change : cases_of(entry)) {
    Request request = subject.request(change);
    Decision decision = evaluate(request, subject.layers());
    std::string_view expected = change.string_or("expect", "");
    outcomes[rule].insert(std::string(outcome_name(decision.outcome)));
    EXPECT_EQ(as_expected(expected, outcome_name(decision.outcome), layer_key(decision.layer)), expected)
        << json::dump(change) << "\n"
        << explain(request, subject.layers());
    bool can_be_allowed = decision.layer != Layer::none;
    if (can_be_allowed) {
      EXPECT_EQ(changes_to_allow(request, subject.layers()).empty(), decision.allowed())
          << json::dump(change);
    }
  }
}

TEST(Corpus, EveryCaseIsDecidedAsExpectedAndEveryRuleBothWays) {
  Outcomes outcomes;
  for_each_corpus_entry([&](const Value& entry) { run_entry(entry, outcomes); });
  for (int64_t rule = 1; rule <= 50; ++rule) {
    if (rule == 6) continue;  // sizes: see parse_test.cpp
    EXPECT_GE(outcomes[rule].size(), 2u) << "rule " << rule << " is shown one way only";
  }
}

TEST(Corpus, EveryCaseIsAnsweredTheSameAsJson) {
  Simulator simulator;
  size_t answered = 0;
  for_each_corpus_entry([&](const Value& entry) {
    CorpusEntry subject(entry);
    if (entry.find("text")) return;  // not JSON at all
    if (!subject.error().empty()) {
      auto answer = json::parse(simulator.answer(subject.question(json::Object{})));
      ASSERT_TRUE(answer);
      if (const Value* asked = entry.find("asked")) {
        EXPECT_EQ(answer->string_or("decision", ""), asked->as_string());
        return;
      }
      const Value* error = answer->find("error");
      ASSERT_TRUE(error) << json::dump(*answer);
      EXPECT_EQ(error->string_or("id", ""), subject.error());
      return;
    }
    for (const auto& change : cases_of(entry)) {
      auto answer = json::parse(simulator.answer(subject.question(change)));
      ASSERT_TRUE(answer);
      std::string_view expected = change.string_or("expect", "");
      EXPECT_EQ(as_expected(expected, answer->string_or("decision", ""), answer->string_or("layer", "")),
                expected)
          << subject.question(change) << "\n"
          << json::dump(*answer);
      ++answered;
    }
  });
  EXPECT_GT(answered, 300u);
}

}  // namespace
}  // namespace policy
