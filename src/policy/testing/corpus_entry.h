// An entry of corpus/*.yaml, for tests. Each is
//
//   rule: number of the rule in docs/policy-semantics.md
//   also: what else of rules.yaml it shows; one name or a list
//   name: what it shows
//   identity, boundary, session, resource, trust, key, endpoint, scps, rcps: documents; one statement stands
//     for a whole document of Version 2012-10-17
//   condition, deny_when: identity policies under that condition, see conditions.yaml
//   kind, size, spaces: instead, a document of that kind and size, with so many spaces more
//   text: instead, the text of an identity policy
//   principal, roleArn, userArn, uniqueId, canonicalId, resourceAccount, action, resource_arn, context: the request
//   cases: changes to the request (`resource` is resource_arn), and `expect: OUTCOME [LAYER]`
//   error: instead of cases, the id of the error that the documents have
//   only_asked: the documents are not to be stored, only asked about
//   asked: with `error`, the decision where the documents are not to be stored, only asked about
#pragma once

#include <functional>
#include <string>

#include "base/json.h"
#include "policy/decide/evaluate.h"

namespace policy {

class CorpusEntry {
 public:
  explicit CorpusEntry(const json::Value& entry);

  const std::string& error() const { return error_; }  // empty: every document compiles
  const Layers& layers() const { return layers_; }
  Request request(const json::Value& change) const;
  // The same as `slipway policy simulate` takes it.
  std::string question(const json::Value& change) const;

 private:
  PolicyPtr compiled(std::string_view text, Kind kind);
  void add_sized(std::string_view kind);
  void add_conditions();
  void add_all(const json::Value& value, Kind kind, std::vector<PolicyPtr>& out);
  void add_list(std::string_view name, Kind kind, std::vector<PolicyPtr>& out);
  void add_one(std::string_view name, Kind kind, PolicyPtr& out);
  void add_levels(std::string_view name, Kind kind, std::vector<std::vector<PolicyPtr>>& out);

  const json::Value& entry_;
  Layers layers_;
  std::string error_;
};

// Calls `run` for every entry of every file, with a trace of where it stands.
void for_each_corpus_entry(const std::function<void(const json::Value& entry)>& run);

}  // namespace policy
