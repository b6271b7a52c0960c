#include "policy/match/pattern.h"

#include "base/text.h"
#include "policy/buffer.h"

namespace policy {
namespace {

bool has_blank(std::string_view text) {
  return text.find_first_of(" \t\r\n") != std::string_view::npos;
}

// What is wrong with the inside of one `${...}`. IAM User Guide, "Policy variables": no blank in the key; a
// default follows a comma and a blank, in single quotes.
std::optional<VariableMistake> mistake_inside(std::string_view inside) {
  size_t comma = inside.find(',');
  std::string_view key = inside.substr(0, comma);
  if (base::trim(key).empty()) return VariableMistake{"", "an empty variable `${}`", false};
  if (inside.find("${") != std::string_view::npos) {
    return VariableMistake{"", "a variable inside of a variable", false};
  }
  if (has_blank(key)) {
    return VariableMistake{"unsupported-space-in-variable",
                           "a blank in the variable `${" + std::string(inside) + "}`", true};
  }
  if (comma == std::string_view::npos) return std::nullopt;
  std::string_view fallback = inside.substr(comma + 1), trimmed = base::trim(fallback);
  if (trimmed.size() < 2 || trimmed.front() != '\'' || trimmed.back() != '\'') {
    return VariableMistake{"missing-quote-in-variable",
                           "a default without single quotes in `${" + std::string(inside) + "}`", true};
  }
  if (fallback.front() == ' ' && fallback.substr(1) == trimmed) return std::nullopt;
  return VariableMistake{
      "unsupported-space-in-variable",
      "a default that does not follow a comma and one blank in `${" + std::string(inside) + "}`", true};
}

// The inside of `${...}` that is no escape: a key with an optional default.
Variable parse_variable(std::string_view inside) {
  Variable variable;
  variable.is_malformed = mistake_inside(inside).has_value();
  size_t comma = inside.find(',');
  variable.key = base::lower(base::trim(inside.substr(0, comma)));
  variable.hash = key_hash(variable.key);
  if (comma == std::string_view::npos || variable.is_malformed) return variable;
  std::string_view quoted = inside.substr(comma + 2);
  variable.fallback = std::string(quoted.substr(1, quoted.size() - 2));
  return variable;
}

bool is_escape(std::string_view inside) {
  return inside == "*" || inside == "?" || inside == "$";
}

// The value that stands for a variable, or nullptr. Only single-valued keys can be substituted.
const std::string* value_of(const Variable& variable, const Context& context) {
  if (variable.is_malformed) return nullptr;
  const Context::Entry* entry = context.find_lowered(variable.key, variable.hash);
  if (!entry) return variable.fallback ? &*variable.fallback : nullptr;
  return entry->multivalued || entry->values.size() != 1 ? nullptr : &entry->values.front();
}

// Calls `on_variable` with the inside of each `${...}` and `on_text` with what is between them.
template <typename OnText, typename OnVariable>
void walk(std::string_view text, OnText on_text, OnVariable on_variable) {
  while (true) {
    size_t begin = text.find("${");
    size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
    on_text(end == std::string_view::npos ? text : text.substr(0, begin));
    if (end == std::string_view::npos) return;
    on_variable(text.substr(begin + 2, end - begin - 2));
    text.remove_prefix(end + 1);
  }
}

// nullopt: it has variables, or wildcards beside the same characters as plain text.
std::optional<Glob> to_glob(TokensView tokens) {
  std::string written;
  written.reserve(tokens.size());
  bool has_wildcards = false, has_plain = false;
  for (Token token : tokens) {
    if (token >= kVariable) return std::nullopt;
    has_wildcards |= token >= kAnyByte;
    has_plain |= token == u'*' || token == u'?';
    written += token == kAnyRun ? '*' : token == kAnyByte ? '?' : static_cast<char>(token);
  }
  if (has_wildcards && has_plain) return std::nullopt;
  return has_wildcards ? Glob(std::move(written)) : Glob::literal(std::move(written));
}

}  // namespace

TokenizedText tokenize_with_variables(std::string_view text, Syntax syntax) {
  TokenizedText out;
  std::string folded;
  auto add = [&](std::string_view part) {
    out.tokens += tokenize(syntax.fold_case ? folded = base::lower(part) : part, syntax.wildcards);
  };
  if (!syntax.variables) {
    add(text);
    return out;
  }
  walk(text, add, [&](std::string_view inside) {
    if (is_escape(inside)) {
      out.tokens += static_cast<unsigned char>(inside[0]);
    } else {
      out.tokens += static_cast<Token>(kVariable + out.variables.size());
      out.variables.push_back(parse_variable(inside));
    }
  });
  return out;
}

Pattern::Pattern(std::string_view text, Syntax syntax) : fold_case_(syntax.fold_case) {
  if (syntax.variables && text.find("${") != std::string_view::npos) {
    TokenizedText tokenized = tokenize_with_variables(text, syntax);
    *this = Pattern(std::move(tokenized.tokens), std::move(tokenized.variables), syntax.fold_case);
    return;
  }
  std::string written = syntax.fold_case ? base::lower(text) : std::string(text);
  glob_ = syntax.wildcards ? Glob(std::move(written)) : Glob::literal(std::move(written));
}

Pattern::Pattern(Tokens tokens, std::vector<Variable> variables, bool fold_case) : fold_case_(fold_case) {
  if (auto glob = to_glob(tokens)) {
    glob_ = std::move(*glob);
  } else {
    tokens_ = std::move(tokens);
    variables_ = std::move(variables);
  }
}

Fit Pattern::fits_slowly(std::string_view text, const Context& context) const {
  Lowered lowered;
  if (fold_case_) text = lowered.set(text);
  if (tokens_.empty()) return glob_.matches(text) ? Fit::yes : Fit::no;
  Buffer<Token, 512> resolved;
  for (Token token : tokens_) {
    if (token < kVariable) {
      resolved.push_back(token);
      continue;
    }
    const std::string* value = value_of(variables_[token - kVariable], context);
    if (!value) return Fit::unresolved;
    for (char c : *value) resolved.push_back(static_cast<unsigned char>(fold_case_ ? lower_byte(c) : c));
  }
  return matches(TokensView(resolved.data(), resolved.size()), text) ? Fit::yes : Fit::no;
}

std::optional<std::string> unresolved_variable(std::string_view text, const Context& context) {
  std::optional<std::string> found;
  walk(
      text, [](std::string_view) {},
      [&](std::string_view inside) {
        if (found || is_escape(inside)) return;
        if (!value_of(parse_variable(inside), context)) {
          found = std::string(base::trim(inside.substr(0, inside.find(','))));
        }
      });
  return found;
}

std::optional<VariableMistake> variable_mistake(std::string_view text) {
  std::optional<VariableMistake> found;
  size_t begun = 0, seen = 0;
  for (size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) ++begun;
  if (begun == 0) return std::nullopt;
  walk(
      text, [](std::string_view) {},
      [&](std::string_view inside) {
        ++seen;
        auto mistake = is_escape(inside) ? std::nullopt : mistake_inside(inside);
        bool is_worse = mistake && (!found || (found->is_only_void && !mistake->is_only_void));
        if (is_worse) found = std::move(mistake);
      });
  if (seen < begun && (!found || found->is_only_void)) {
    return VariableMistake{"", "no `}` after `${`", false};
  }
  return found;
}

}  // namespace policy
