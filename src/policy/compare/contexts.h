// The contexts in which a request may tell two policies apart: values of the keys that their conditions ask
// about, as candidates.h has them. For diff.cpp.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "policy/catalog/catalog.h"
#include "policy/compare/candidates.h"
#include "policy/decide/compiled.h"
#include "policy/decide/evaluate.h"

namespace policy {

class Contexts {
 public:
  Contexts(const std::vector<const Document*>& documents, const Catalog& catalog)
      : keys_(candidate_keys(documents)), catalog_(catalog) {}

  // For the next requests: only these keys make a difference. Values are varied around what meets the
  // conditions of each of `allowing`.
  void choose(const std::vector<std::string>& keys, std::vector<const CompiledStatement*> allowing);
  // Whether since then every context was tried that may make a difference.
  bool is_exhausted() const { return is_exhausted_; }

  // Gives `is_witness` the request with one context after the other until it takes one; false if it takes none.
  using IsWitness = std::function<bool(const Request&)>;
  // Without any key; with what meets all conditions of one statement; with one other value in each place.
  bool find_one(const Request& request, const IsWitness& is_witness);
  // Every value of every key with every other; where these are too many, two other values at a time.
  bool find_several(const Request& request, const IsWitness& is_witness);

 private:
  using Choice = std::map<size_t, const std::vector<std::string>*>;  // of keys_, a value each

  void add_relevant(const std::string& lowered_key);
  size_t combinations() const;
  bool may_be_allowed(const Request& request) const;
  bool find_pair(const Request& request, const IsWitness& is_witness);
  bool find_pair_of(size_t one, size_t other, const Request& request, Choice choice,
                    const IsWitness& is_witness);
  Choice meeting(const CompiledStatement& statement, const Request& request) const;
  Request with(Request request, const Choice& choice) const;

  std::vector<CandidateKey> keys_;
  const Catalog& catalog_;
  std::vector<size_t> relevant_;  // of keys_
  std::vector<const CompiledStatement*> allowing_;
  size_t tried_ = 0, combined_ = 0;  // since the last choose()
  bool is_exhausted_ = true;
};

// The request with the keys that follow from its caller.
Request filled(Request request);

}  // namespace policy
