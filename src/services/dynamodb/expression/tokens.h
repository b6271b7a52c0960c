// An expression's text as tokens.
//
// Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions", syntax;
// "Expression attribute names".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/error.h"

namespace account::dynamodb {

struct Token {
  enum class Kind { name, name_placeholder, value_placeholder, number, symbol, end };
  Kind kind;
  std::string_view text;  // of the expression
};

// What every expression is refused with: `Invalid UpdateExpression: WHAT`.
tl::unexpected<aws::Error> invalid_expression(std::string_view parameter, std::string_view what);

// The tokens of an expression, which outlives them, and where its reader is. `parameter`: ConditionExpression, ...
class Tokens {
 public:
  static aws::Result<Tokens> read(std::string_view parameter, std::string_view expression);

  std::string_view parameter() const { return parameter_; }
  const Token& peek(size_t ahead = 0) const;
  Token take();
  bool is_at(std::string_view symbol) const;     // a symbol
  bool is_at_word(std::string_view word) const;  // a name, in any case
  bool accept(std::string_view symbol);
  bool accept_word(std::string_view word);
  aws::Result<void> expect(std::string_view symbol);
  // How many tokens from here the parenthesis closes that is opened `ahead` of here; past the end where none does.
  size_t distance_to_close(size_t ahead = 0) const;
  // The error for the token that is here.
  tl::unexpected<aws::Error> unexpected() const;

 private:
  std::string_view parameter_;
  std::string_view expression_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
};

}  // namespace account::dynamodb
