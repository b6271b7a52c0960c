// Numbers: decimal, of up to 38 significant digits, from 1E-130 to 9.99...E+125 in magnitude. Never a double.
//
// Source: Amazon DynamoDB Developer Guide, "Supported data types and naming rules", Number.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "aws/error.h"

namespace account::dynamodb {

// 0.DIGITS times ten to the exponent. Each number has one form: no zeros at either end of the digits, and zero has
// none.
class Number {
 public:
  Number() = default;  // zero

  // Errors: ValidationException, in AWS's words, for what is no number, has too many digits or lies outside.
  static aws::Result<Number> parse(std::string_view text);

  // As the service shows it: without an exponent, however long that gets.
  std::string text() const;
  // Bytes that order as the numbers do; no number's are the beginning of another's.
  std::string order_key() const;
  size_t significant_digits() const { return digits_.size(); }
  bool is_negative() const { return negative_; }
  bool is_zero() const { return digits_.empty(); }

  Number negated() const;
  // The sum in full. Error: ValidationException where it cannot be kept exactly.
  static aws::Result<Number> add(const Number& a, const Number& b);

  bool operator==(const Number&) const = default;
  std::strong_ordering operator<=>(const Number& other) const;

 private:
  static aws::Result<Number> make(bool negative, std::string digits, int exponent);
  std::strong_ordering compare_magnitude(const Number& other) const;

  bool negative_ = false;
  std::string digits_;
  int exponent_ = 0;
};

}  // namespace account::dynamodb
