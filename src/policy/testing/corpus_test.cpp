// Runs corpus/*.yaml: through the evaluator, and through the JSON of `slipway policy simulate`.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/file.h"
#include "base/yaml.h"
#include "policy/ask/simulate.h"
#include "policy/explain/explain.h"
#include "policy/testing/corpus_entry.h"
#include "tests/source_dir.h"

namespace policy {
namespace {

using json::Value;
using Shown = std::map<std::string, std::set<bool>>;  // of what rules.yaml lists: allowed, not allowed

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

void note(const Value& entry, bool allowed, Shown& shown) {
  shown[std::to_string(entry.int_or("rule", 0))].insert(allowed);
  const Value* also = entry.find("also");
  if (!also) return;
  if (also->is_string()) {
    shown[also->as_string()].insert(allowed);
    return;
  }
  for (const auto& name : also->as_array()) shown[name.as_string()].insert(allowed);
}

void run_case(const CorpusEntry& subject, const Value& change) {
  if (change.find("resource") && change.find("resource")->is_array()) return;  // only questions take several
  Request request = subject.request(change);
  Decision decision = evaluate(request, subject.layers());
  std::string_view expected = change.string_or("expect", "");
  EXPECT_EQ(as_expected(expected, outcome_name(decision.outcome), layer_key(decision.layer)), expected)
      << json::dump(change) << "\n"
      << explain(request, subject.layers());
  bool can_be_allowed = decision.layer != Layer::none;
  if (can_be_allowed) {
    EXPECT_EQ(changes_to_allow(request, subject.layers()).empty(), decision.allowed()) << json::dump(change);
  }
}

void run_entry(const Value& entry, Shown& shown) {
  CorpusEntry subject(entry);
  EXPECT_EQ(subject.error(), entry.string_or("error", ""));
  if (!subject.error().empty() || cases_of(entry).empty()) note(entry, subject.error().empty(), shown);
  if (!subject.error().empty()) return;
  for (const auto& change : cases_of(entry)) {
    run_case(subject, change);
    note(entry, change.string_or("expect", "").starts_with("allowed"), shown);
  }
}

std::set<std::string> listed() {
  std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/src/policy/rules.yaml";
  auto text = base::read_file(path);
  EXPECT_TRUE(text);
  base::Diagnostics diagnostics(path, *text);
  auto lists = yaml::parse(*text, diagnostics);
  EXPECT_TRUE(lists) << diagnostics.render();
  std::set<std::string> out;
  for (const auto& list : lists->as_object()) {
    for (const auto& item : list.value.as_object()) EXPECT_TRUE(out.insert(item.name).second) << item.name;
  }
  return out;
}

TEST(Corpus, EveryCaseIsDecidedAsExpectedAndEveryRuleShownBothWays) {
  Shown shown;
  for_each_corpus_entry([&](const Value& entry) { run_entry(entry, shown); });
  for (const auto& name : listed()) {
    EXPECT_TRUE(shown[name].contains(true)) << name << ": nothing is allowed by it";
    EXPECT_TRUE(shown[name].contains(false)) << name << ": nothing is refused by it";
    shown.erase(name);
  }
  for (const auto& [name, ways] : shown) ADD_FAILURE() << name << " is not in rules.yaml";
}

TEST(Corpus, EveryCaseIsAnsweredTheSameAsJson) {
  Simulator simulator;
  size_t answered = 0;
  for_each_corpus_entry([&](const Value& entry) {
    CorpusEntry subject(entry);
    if (entry.find("text") || entry.find("kind")) return;  // what could not be asked, or may be
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
