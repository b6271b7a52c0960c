// The characters of a filter pattern, one after the other; what several of its forms write alike.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "services/logs/filter_value.h"

namespace account::logs {

class FilterReader {
 public:
  static constexpr size_t kDeepest = 64;  // brackets in brackets

  explicit FilterReader(std::string_view text) : text_(text) {}

  bool is_over() const { return at_ >= text_.size(); }
  char peek() const { return is_over() ? '\0' : text_[at_]; }
  bool is_next(std::string_view word) const { return text_.substr(at_).starts_with(word); }
  void skip(size_t count = 1) { at_ += count; }
  void skip_blanks();
  // After blanks.
  bool take(std::string_view word);
  // A word in capitals, and no longer one.
  bool take_word(std::string_view word);
  // While `holds`.
  std::string take_while(bool (*holds)(char));

  // "...", whose first quotation mark is next: a backslash lets one stand in it.
  base::Result<std::string> quoted();
  // =, !=, <, <=, >, >=
  base::Result<Comparison> comparison();
  // What something is compared with: a number, a text with wildcards, quoted or not, or a regular expression.
  // `ends`: the characters at which one that is not quoted ends, beside blanks.
  base::Result<FilterValue> value(Comparison comparison, std::string_view ends);

 private:
  std::string_view text_;
  size_t at_ = 0;
};

tl::unexpected<base::Error> bad_pattern(std::string why);

}  // namespace account::logs
