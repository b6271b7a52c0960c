// Values of condition keys that tell conditions apart, for candidates.h: texts by their patterns, typed
// values by their bounds.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "policy/compare/candidates.h"
#include "policy/match/condition.h"
#include "policy/match/pattern.h"
#include "policy/match/values.h"
#include "policy/read/context_keys.h"

namespace policy {
namespace {

constexpr size_t kMaxValues = 24;  // of one key
constexpr size_t kMaxOfSet = 5;    // all subsets of so many

template <typename T>
void add_once(std::vector<T>& list, T value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

// What the conditions on one key want.
class KeyValues {
 public:
  void add(const WrittenCondition& condition, bool has_variables) {
    auto op = Operator::parse(condition.operator_name.value);
    is_asked_ = true;
    is_set_ |= op->quantifier != Quantifier::none;
    for (const Text& value : condition.values) {
      switch (op->comparison) {
        case Comparison::string:
          add_text(value.value, {op->wildcards, has_variables, op->fold_case});
          break;
        case Comparison::arn:
          add_arn(value.value, has_variables);
          break;
        case Comparison::numeric:
          add_number(value.value);
          break;
        case Comparison::date:
          add_date(value.value);
          break;
        case Comparison::ip:
          add_range(value.value);
          break;
        case Comparison::boolean:
          has_variables_ |= has_variables && value.value.find("${") != std::string::npos;
          for (const char* text : {"true", "false", "x"}) add_typed(text);
          break;
        case Comparison::binary:
          add_typed(value.value);
          add_typed("AA==");
          break;
        case Comparison::null:
          break;  // presence alone
      }
    }
  }

  // Something beside everything, absence, and what is present but null.
  CandidateKey take(std::string key) {
    bool is_only_substituted = patterns_.empty() && typed_.empty() && !is_asked_;
    if (is_only_substituted) return {std::move(key), {{}, {std::string(kVariableText)}}, false};
    std::vector<std::string> texts = typed_;
    CandidateKey out{std::move(key), {}, !has_variables_};
    out.is_complete &= patterns_.empty() || typed_.empty();  // a text may be a number, too
    Atoms found = atoms(patterns_);
    out.is_complete &= found.is_complete;
    for (std::string& text : found.texts) add_once(texts, std::move(text));
    add_once(texts, std::string(kVariableText));
    if (texts.size() > kMaxValues) {
      texts.resize(kMaxValues);
      out.is_complete = false;
    }
    out.values.push_back({});
    for (const std::string& text : texts) out.values.push_back({text});
    out.values.push_back({""});
    if (is_set_) add_sets(texts, out);
    return out;
  }

 private:
  void add_typed(std::string text) { add_once(typed_, std::move(text)); }

  // With kVariableText for each variable, and once with their defaults.
  void add_text(const std::string& written, Syntax syntax) {
    TokenizedText text = tokenize_with_variables(written, syntax);
    has_variables_ |= !text.variables.empty();
    for (bool with_default : {false, true}) {
      Tokens tokens;
      for (Token token : text.tokens) {
        if (token < kVariable) {
          tokens += token;
          continue;
        }
        const Variable& variable = text.variables[token - kVariable];
        std::string value =
            with_default && variable.fallback ? *variable.fallback : std::string(kVariableText);
        tokens += tokenize(syntax.fold_case ? base::lower(value) : value, false);
      }
      patterns_.push_back({std::move(tokens), syntax.fold_case, false});
      if (text.variables.empty()) return;
    }
  }

  // The first five fields hold no colon; and what is an ARN at all matters under a negation.
  void add_arn(const std::string& written, bool has_variables) {
    add_text(written, {true, has_variables, false});
    Tokens& tokens = patterns_.back().tokens;
    size_t colons = 0;
    for (Token& token : tokens) {
      if (token == u':') ++colons;
      if (colons < 5 && token == kAnyRun) token = kFieldRun;
      if (colons < 5 && token == kAnyByte) token = kFieldByte;
    }
    if (colons < 5) patterns_.pop_back();  // it matches nothing
    if (is_arn_) return;
    is_arn_ = true;
    Tokens any_arn = tokenize("arn", false);
    for (int field = 1; field < 5; ++field) any_arn += Tokens{u':', kFieldRun};
    patterns_.push_back({any_arn + Tokens{u':', kAnyRun}, false, false});
  }

  // Each bound, and what lies just below and above it.
  void add_number(const std::string& written) {
    add_typed("x");
    if (!Decimal::parse(written)) return;
    add_typed(written);
    double value = std::strtod(written.c_str(), nullptr);
    for (double beside : {value - 0.001, value + 0.001}) add_typed(fmt::format("{:.3f}", beside));
  }

  void add_date(const std::string& written) {
    add_typed("x");
    auto time = parse_date(written);
    if (!time) return;
    for (int64_t delta : {-1, 0, 1}) add_typed(std::to_string(*time / 1000 + delta));
  }

  // The addresses at its ends and beside them, one of each family, and none.
  void add_range(const std::string& written) {
    for (const char* text : {"203.0.113.77", "2001:db8:1::77", "x"}) add_typed(text);
    auto range = IpRange::parse(written);
    if (!range) return;
    auto [first, last] = range->ends();
    for (const IpRange& address : {first, last, first.before(), last.after()}) add_typed(address.text());
  }

  static void add_sets(const std::vector<std::string>& texts, CandidateKey& out) {
    size_t most = std::min(texts.size(), kMaxOfSet);
    out.is_complete &= texts.size() <= kMaxOfSet;
    for (size_t subset = 1; subset < (size_t{1} << most); ++subset) {
      std::vector<std::string> values;
      for (size_t i = 0; i < most; ++i) {
        if (subset & (size_t{1} << i)) values.push_back(texts[i]);
      }
      if (values.size() > 1) out.values.push_back(std::move(values));
    }
  }

  std::vector<TextPattern> patterns_;
  std::vector<std::string> typed_;
  bool is_asked_ = false;       // by some condition
  bool has_variables_ = false;  // in what it is compared with
  bool is_set_ = false, is_arn_ = false;
};

}  // namespace

std::vector<CandidateKey> candidate_keys(const std::vector<const Document*>& documents) {
  std::vector<std::string> keys;
  std::map<std::string, KeyValues> wanted;  // by the key in lower case
  for (const Document* document : documents) {
    add_context_keys(*document, keys);
    for (const auto& statement : document->statements) {
      for (const auto& condition : statement.conditions) {
        wanted[base::lower(condition.key.value)].add(condition, document->has_variables);
      }
    }
  }
  std::vector<CandidateKey> out;
  for (std::string& key : keys) out.push_back(wanted[base::lower(key)].take(key));
  return out;
}

}  // namespace policy
