// Text in a policy that may hold wildcards and variables: `arn:aws:s3:::home/${aws:username}/*` (rule 30).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/match/glob.h"
#include "policy/request.h"

namespace policy {

// A reference `${key}` or `${key, 'default'}`.
struct Variable {
  bool is_malformed = false;  // written in another way: it has no value whatever the request holds
  std::string key;            // lower case
  uint64_t hash = 0;
  std::optional<std::string> fallback;
};

// What the text may hold where it stands.
struct Syntax {
  bool wildcards = false;
  bool variables = false;  // Version 2012-10-17 only
  bool fold_case = false;  // compare without case
};

enum class Fit { no, yes, unresolved };  // unresolved: a variable has no value in this request

class Pattern {
 public:
  Pattern() = default;
  Pattern(std::string_view text, Syntax syntax);
  // From tokens that were split out of a longer text; `variables` are those that kVariable tokens count into.
  Pattern(Tokens tokens, std::vector<Variable> variables, bool fold_case);

  Fit fits(std::string_view text, const Context& context) const {
    bool plain = tokens_.empty() && !fold_case_;  // nearly always
    if (plain) return glob_.matches(text) ? Fit::yes : Fit::no;
    return fits_slowly(text, context);
  }

 private:
  Fit fits_slowly(std::string_view text, const Context& context) const;

  Glob glob_;
  Tokens tokens_;  // instead of it: of a pattern with variables, or with wildcards that stand for themselves
  std::vector<Variable> variables_;
  bool fold_case_ = false;
};

// A text as tokens, with kVariable + i for the i-th variable.
inline constexpr Token kVariable = 0x200;
struct TokenizedText {
  Tokens tokens;
  std::vector<Variable> variables;
};
TokenizedText tokenize_with_variables(std::string_view text, Syntax syntax);

// The key of the first variable of `text` that has no usable value in `context`; for explanations.
std::optional<std::string> unresolved_variable(std::string_view text, const Context& context);

// What is wrong with the variables of a text.
struct VariableMistake {
  std::string_view id;        // as IAM Access Analyzer names it; empty: it has no name
  std::string what;           // "no `}` after `${`"
  bool is_only_void = false;  // the text can be read: the variable never has a value
};
std::optional<VariableMistake> variable_mistake(std::string_view text);

}  // namespace policy
