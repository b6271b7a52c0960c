// What the readers of all expressions share: paths, values, and mistakes that are told only when the whole was read.
#pragma once

#include <optional>
#include <string>

#include "services/dynamodb/expression/parse.h"
#include "services/dynamodb/expression/tokens.h"

namespace account::dynamodb {

// A mistake that is none of syntax. The service looks for one sort after the other, in this order.
enum class Mistake { reserved, function, name, value, section, usage, count, type, distinct, overlap };

class ExpressionReader {
 public:
  ExpressionReader(Tokens tokens, Placeholders& placeholders)
      : tokens_(std::move(tokens)), placeholders_(placeholders) {}

  Tokens& tokens() { return tokens_; }

  aws::Result<Path> path();
  aws::Result<Operand> value();
  // An operator or a function more. Error: too many of them.
  aws::Result<void> count_operator();
  // Into parentheses and out of them. Error: so deep that it could not be without too many operators.
  aws::Result<void> enter();
  void leave() { --depth_; }

  // The first of the sort that comes first is told by finish().
  void note(Mistake sort, std::string what);
  void note_type(std::string_view of, Type type);
  void note_count(std::string_view of, size_t operands);
  // Error: something follows, or a mistake was noted.
  aws::Result<void> finish() const;

 private:
  std::string attribute_name(const Token& token);
  aws::Result<Step> next_step(bool is_first);

  Tokens tokens_;
  Placeholders& placeholders_;
  size_t operators_ = 0;
  size_t depth_ = 0;
  std::optional<Mistake> sort_;
  std::string what_;
};

}  // namespace account::dynamodb
