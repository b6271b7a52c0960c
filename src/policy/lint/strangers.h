// Whom a trust policy lets in besides those whom it means: asked of the evaluator with the tokens that others
// can get of the same issuer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/catalog/catalog.h"
#include "policy/compare/candidates.h"
#include "policy/decide/compiled.h"
#include "policy/document.h"
#include "policy/read/issuers.h"

namespace policy {

class Strangers {
 public:
  // `url` is the issuer's, without https://. All of them must outlive this.
  Strangers(const WrittenStatement& written, const CompiledStatement& compiled, const Catalog& catalog,
            std::string_view url, const Issuer& issuer);

  // The claims of a token that belongs to somebody else and that every condition takes; nullopt: there is none.
  std::optional<Context> let_in() const;
  // Whether a token is taken that was meant for another audience.
  bool takes_other_audiences() const;

 private:
  struct Asked {
    std::string_view key;            // as written first
    std::vector<size_t> conditions;  // all on this key
    std::string_view claim;          // of the issuer; empty: another key
  };
  using Values = std::vector<std::string>;  // none: the key is absent

  std::vector<std::string_view> forms_of(std::string_view claim) const;
  std::vector<std::string> owners() const;
  std::vector<Values> values_of(const Asked& asked, std::string_view owner) const;
  std::vector<Values> candidates_of(const Asked& asked) const;
  Tokens wanted(const WrittenCondition& condition, const std::string& value) const;
  bool holds(const Asked& asked, const Context& context) const;

  const WrittenStatement& written_;
  const CompiledStatement& compiled_;
  std::string_view url_;
  const Issuer& issuer_;
  std::vector<std::string> claims_;  // those that are condition keys
  std::vector<Asked> asked_;
  std::vector<CandidateKey> candidates_;
};

}  // namespace policy
