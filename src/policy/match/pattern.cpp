#include "policy/match/pattern.h"

#include "base/text.h"
#include "policy/buffer.h"

namespace policy {
namespace {

// The inside of `${...}`: an escape, or a key with an optional default.
Variable parse_variable(std::string_view inside) {
  Variable variable;
  size_t comma = inside.find(',');
  std::string_view key = base::trim(inside.substr(0, comma));
  variable.key = base::lower(key);
  variable.hash = key_hash(variable.key);
  if (comma != std::string_view::npos) {
    std::string_view fallback = base::trim(inside.substr(comma + 1));
    bool quoted = fallback.size() >= 2 && fallback.front() == '\'' && fallback.back() == '\'';
    variable.fallback = std::string(quoted ? fallback.substr(1, fallback.size() - 2) : fallback);
  }
  return variable;
}

bool is_escape(std::string_view inside) {
  return inside == "*" || inside == "?" || inside == "$";
}

// The value that stands for a variable, or nullptr. Only single-valued keys can be substituted.
const std::string* value_of(const Variable& variable, const Context& context) {
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

std::optional<std::string> variable_mistake(std::string_view text) {
  size_t first = text.find("${");
  if (first == std::string_view::npos) return std::nullopt;
  std::optional<std::string> mistake;
  size_t begun = 0, seen = 0;
  for (size_t at = first; at != std::string_view::npos; at = text.find("${", at + 2)) ++begun;
  walk(
      text, [](std::string_view) {},
      [&](std::string_view inside) {
        ++seen;
        if (base::trim(inside.substr(0, inside.find(','))).empty()) mistake = "an empty variable `${}`";
        if (inside.find("${") != std::string_view::npos) mistake = "a variable inside of a variable";
      });
  if (!mistake && seen < begun) mistake = "no `}` after `${`";
  return mistake;
}

}  // namespace policy
