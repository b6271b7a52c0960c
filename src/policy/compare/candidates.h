// Requests that may tell two policies apart: for each thing that their statements look at, values that differ
// in what they match. For diff.cpp, and for whoever asks what a statement lets through.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "policy/catalog/catalog.h"
#include "policy/catalog/resource_arns.h"
#include "policy/decide/evaluate.h"
#include "policy/document.h"
#include "policy/match/atoms.h"

namespace policy {

// What stands for a variable, `${aws:username}`, where a text is compared with it.
inline constexpr std::string_view kVariableText = "example";

// Texts for one thing. Incomplete: a text that matters may be missing.
struct CandidateTexts {
  std::vector<std::string> texts;
  bool is_complete = true;
};

// The resources that one action may be asked on, for each of its types in which the patterns differ.
class CandidateResources {
 public:
  CandidateResources(const std::vector<const Document*>& documents, const Catalog& catalog);
  CandidateTexts of(const std::string& action);

 private:
  const CandidateTexts& of_type(const Catalog::ResourceType& type, std::string_view service);
  const ResourceArns& arns_of(std::string_view service);

  const Catalog& catalog_;
  std::vector<Tokens> patterns_;
  bool has_variables_ = false;
  std::map<std::string_view, ResourceArns> arns_;  // by service
  std::map<uint32_t, CandidateTexts> of_types_;    // by index of the type
};

// Whether a pattern of a policy may match a resource of this type; `arn` is the type's template.
bool may_meet(std::string_view pattern, std::string_view arn);

// The keys of all conditions and variables, each with values that tell the conditions on it apart.
struct CandidateKey {
  std::string key;
  std::vector<std::vector<std::string>> values;  // one value, several, or none at all: the key is absent
  bool is_complete = true;
};
std::vector<CandidateKey> candidate_keys(const std::vector<const Document*>& documents);

// Who may ask: those whom the documents name, their sessions, a stranger of another account, a service, and
// nobody. Without principals, one user.
std::vector<Principal> candidate_principals(const std::vector<const Document*>& documents);

}  // namespace policy
