// Random documents and requests for tests, from a vocabulary so small that they often meet.
#pragma once

#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

#include "base/json.h"
#include "policy/decide/evaluate.h"
#include "policy/testing/naive_evaluator.h"

namespace policy {

// Compiled as a document that is only asked about: the vocabulary has what nobody may store.
PolicyPtr compile_asked(const json::Value& document, Kind kind);

class RandomPolicies {
 public:
  explicit RandomPolicies(uint64_t seed) : engine_(seed) {}

  json::Value statement(Kind kind, std::string_view effect);
  json::Value document(Kind kind);
  naive::Layers layers();
  Request request();

  bool chance(int percent) { return below(100) < percent; }
  int below(int bound) { return static_cast<int>(engine_() % static_cast<uint64_t>(bound)); }
  std::mt19937_64& engine() { return engine_; }

 private:
  using Words = std::initializer_list<const char*>;
  std::string one_of(Words words) { return words.begin()[below(static_cast<int>(words.size()))]; }
  json::Value some_of(Words words);
  json::Value principal();
  json::Value condition_values(const std::string& op);
  json::Value conditions();
  std::string value_for(const std::string& op);
  naive::Documents documents(Kind kind, int most);

  std::mt19937_64 engine_;
};

}  // namespace policy
