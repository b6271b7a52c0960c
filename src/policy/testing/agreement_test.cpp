// The evaluator against the naive one, and against the laws of the language, on random documents and
// requests. SLIPWAY_SEED repeats a run; SLIPWAY_POLICY_PAIRS sets how many pairs are tried.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "policy/explain/explain.h"
#include "policy/testing/naive_evaluator.h"
#include "policy/testing/random_policies.h"

namespace policy {
namespace {

uint64_t environment(const char* name, uint64_t fallback) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : fallback;
}

uint64_t seed() {
  static const uint64_t value = environment("SLIPWAY_SEED", std::random_device{}());
  return value;
}

std::vector<PolicyPtr> compiled(const naive::Documents& documents, Kind kind) {
  std::vector<PolicyPtr> out;
  for (const auto& document : documents) out.push_back(compile_asked(document, kind));
  return out;
}

Layers compiled(const naive::Layers& layers) {
  Layers out;
  out.identity = compiled(layers.identity, Kind::identity);
  if (layers.boundary) out.boundary = compile_asked(*layers.boundary, Kind::boundary);
  if (layers.session) out.session = compiled(*layers.session, Kind::identity);
  bool trust = layers.resource_kind == ResourcePolicyKind::trust;
  if (layers.resource) out.resource = compile_asked(*layers.resource, trust ? Kind::trust : Kind::resource);
  out.resource_kind = layers.resource_kind;
  out.endpoint = compiled(layers.endpoint, Kind::endpoint);
  for (const auto& level : layers.scps) out.scps.push_back(compiled(level, Kind::scp));
  for (const auto& level : layers.rcps) out.rcps.push_back(compiled(level, Kind::rcp));
  return out;
}

// All documents of all layers, with their kinds.
std::vector<std::pair<json::Value*, Kind>> documents(naive::Layers& layers) {
  std::vector<std::pair<json::Value*, Kind>> out;
  auto add = [&](naive::Documents& list, Kind kind) {
    for (auto& document : list) out.emplace_back(&document, kind);
  };
  add(layers.identity, Kind::identity);
  if (layers.boundary) out.emplace_back(&*layers.boundary, Kind::boundary);
  if (layers.session) add(*layers.session, Kind::session);
  bool trust = layers.resource_kind == ResourcePolicyKind::trust;
  if (layers.resource) out.emplace_back(&*layers.resource, trust ? Kind::trust : Kind::resource);
  add(layers.endpoint, Kind::endpoint);
  for (auto& level : layers.scps) add(level, Kind::scp);
  for (auto& level : layers.rcps) add(level, Kind::rcp);
  return out;
}

json::Array& statements(json::Value& document) {
  json::Value& value = document.as_object()["Statement"];
  if (!value.is_array()) value = json::Array{json::Value(value)};
  return value.as_array();
}

std::string shown(const Context& context) {
  std::string out;
  for (const auto& [key, entry] : context.entries())
    out += fmt::format("{}={}\n", key, fmt::join(entry.values, "|"));
  return out;
}

std::string shown(naive::Layers layers) {
  std::string out;
  for (auto [document, kind] : documents(layers))
    out += fmt::format("{}: {}\n", kind_name(kind), json::dump(*document));
  return out;
}

class Agreement : public testing::Test {
 protected:
  Agreement() : random_(seed()) { std::cout << "SLIPWAY_SEED=" << seed() << "\n"; }

  static std::string named(const Decision& d) {
    return fmt::format("{} {}", outcome_name(d.outcome), layer_name(d.layer));
  }
  uint64_t pairs(uint64_t fallback) { return environment("SLIPWAY_POLICY_PAIRS", fallback); }

  // Adds a random statement with this effect to a random document; false if there is none.
  bool add_statement(naive::Layers& layers, std::string_view effect) {
    auto all = documents(layers);
    std::erase_if(all, [&](const auto& d) { return d.second == Kind::rcp && effect == "Allow"; });
    if (all.empty()) return false;
    auto [document, kind] = all[static_cast<size_t>(random_.below(static_cast<int>(all.size())))];
    statements(*document).push_back(random_.statement(kind, effect));
    return true;
  }

  RandomPolicies random_;
};

TEST_F(Agreement, BothEvaluatorsDecideAlike) {
  size_t outcomes[3] = {};
  for (uint64_t i = 0; i < pairs(60'000); i += 20) {
    naive::Layers documents = random_.layers();
    Layers layers = compiled(documents);
    for (int j = 0; j < 20; ++j) {
      Request request = random_.request();
      Decision fast = evaluate(request, layers);
      auto [outcome, layer] = naive::evaluate(request, documents);
      ++outcomes[static_cast<size_t>(outcome)];
      ASSERT_EQ(fmt::format("{} {}", outcome_name(outcome), layer_name(layer)), named(fast))
          << request.principal.arn << " " << request.action << " " << request.resource << "\n"
          << shown(request.context) << explain(request, layers) << shown(documents);
    }
  }
  // The vocabulary must not let everything end one way.
  for (size_t count : outcomes) EXPECT_GT(count * 20, pairs(60'000)) << "an outcome is too rare";
}

TEST_F(Agreement, AnAllowNeverRemovesAnAllowAndADenyNeverAddsOne) {
  for (uint64_t i = 0; i < pairs(60'000) / 4; i += 10) {
    naive::Layers before = random_.layers();
    naive::Layers with_allow = before, with_deny = before;
    if (!add_statement(with_allow, "Allow") || !add_statement(with_deny, "Deny")) continue;
    Layers was = compiled(before), allow = compiled(with_allow), deny = compiled(with_deny);
    for (int j = 0; j < 10; ++j) {
      Request request = random_.request();
      bool allowed = evaluate(request, was).allowed();
      const Layers& changed = allowed ? allow : deny;
      ASSERT_EQ(evaluate(request, changed).allowed(), allowed) << explain(request, changed);
    }
  }
}

TEST_F(Agreement, OrderNeverMatters) {
  for (uint64_t i = 0; i < pairs(60'000) / 4; i += 10) {
    naive::Layers before = random_.layers();
    naive::Layers after = before;
    for (auto [document, kind] : documents(after)) {
      std::shuffle(statements(*document).begin(), statements(*document).end(), random_.engine());
    }
    std::shuffle(after.identity.begin(), after.identity.end(), random_.engine());
    Layers one = compiled(before), other = compiled(after);
    for (int j = 0; j < 10; ++j) {
      Request request = random_.request();
      ASSERT_EQ(named(evaluate(request, one)), named(evaluate(request, other)));
    }
  }
}

TEST_F(Agreement, AnExplanationNamesTheStatementsThatDecided) {
  for (uint64_t i = 0; i < pairs(60'000) / 20; ++i) {
    Layers layers = compiled(random_.layers());
    Request request = random_.request();
    Decision decision = evaluate(request, layers);
    auto examined = examine(request, layers);
    for (const Matched& matched : decision.statements) {
      bool found = std::any_of(examined.begin(), examined.end(), [&](const Examined& e) {
        return e.layer == matched.layer && e.source == matched.source && e.name == matched.sid && e.matches();
      });
      ASSERT_TRUE(found) << matched.sid << "\n" << explain(request, layers);
    }
    if (decision.outcome == Outcome::explicit_deny) continue;
    bool denies =
        std::any_of(examined.begin(), examined.end(), [](const auto& e) { return !e.allow && e.matches(); });
    ASSERT_FALSE(denies && decision.layer != Layer::none) << explain(request, layers);
  }
}

}  // namespace
}  // namespace policy
