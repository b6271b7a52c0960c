#include "services/dynamodb/number.h"

#include <algorithm>

#include "base/text.h"
#include "services/dynamodb/errors.h"

namespace account::dynamodb {
namespace {

constexpr size_t kMostDigits = 38;
// Of 0.DIGITS: 1E-130 is 0.1E-129, and 9.9E+125 is 0.99E+126.
constexpr int kLeastExponent = -129;
constexpr int kGreatestExponent = 126;
constexpr int kAnyExponentBeyond = 1'000'000;  // further ones mean the same: far too great, or far too small

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string take_digits(std::string_view& text) {
  size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  std::string digits(text.substr(0, count));
  text.remove_prefix(count);
  return digits;
}

// True: it was a minus sign.
bool take_sign(std::string_view& text) {
  if (text.empty() || (text[0] != '-' && text[0] != '+')) return false;
  bool is_minus = text[0] == '-';
  text.remove_prefix(1);
  return is_minus;
}

int read_exponent(bool negative, const std::string& digits) {
  size_t first = std::min(digits.find_first_not_of('0'), digits.size());
  if (digits.size() - first > 6) return negative ? -kAnyExponentBeyond : kAnyExponentBeyond;
  int value = static_cast<int>(base::parse_int(digits).value_or(0));
  return negative ? -value : value;
}

// The sum or difference of digits of the same length, the first at least as great where they are subtracted.
std::string combine(const std::string& a, const std::string& b, bool subtract) {
  std::string result(a.size(), '0');
  int carry = 0;
  for (size_t i = a.size(); i-- > 0;) {
    int other = (b[i] - '0') + carry;
    int digit = subtract ? (a[i] - '0') - other : (a[i] - '0') + other;
    carry = digit < 0 || digit > 9 ? 1 : 0;
    if (carry) digit += subtract ? 10 : -10;
    result[i] = static_cast<char>('0' + digit);
  }
  return result;
}

std::string inverted(std::string bytes) {
  for (char& c : bytes) c = static_cast<char>(~static_cast<unsigned char>(c));
  return bytes;
}

}  // namespace

aws::Result<Number> Number::parse(std::string_view text) {
  if (text.empty()) return invalid("The parameter cannot be converted to a numeric value");
  std::string_view rest = text;
  bool is_negative = take_sign(rest);
  std::string digits = take_digits(rest);
  int exponent = static_cast<int>(std::min<size_t>(digits.size(), kAnyExponentBeyond));
  if (!rest.empty() && rest[0] == '.') {
    rest.remove_prefix(1);
    digits += take_digits(rest);
  }
  bool is_number = !digits.empty();
  if (is_number && !rest.empty() && (rest[0] == 'e' || rest[0] == 'E')) {
    rest.remove_prefix(1);
    bool is_small = take_sign(rest);
    std::string power = take_digits(rest);
    is_number = !power.empty();
    exponent += read_exponent(is_small, power);
  }
  if (!is_number || !rest.empty())
    return invalid("The parameter cannot be converted to a numeric value: {}", text);
  Number number = TRY(make(is_negative, std::move(digits), exponent));
  if (number.digits_.size() > kMostDigits)
    return invalid("Attempting to store more than 38 significant digits in a Number");
  return number;
}

aws::Result<Number> Number::make(bool negative, std::string digits, int exponent) {
  size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
  digits.erase(0, zeros);
  digits.erase(digits.find_last_not_of('0') + 1);
  Number number;
  if (digits.empty()) return number;
  number.negative_ = negative;
  number.digits_ = std::move(digits);
  number.exponent_ = exponent - static_cast<int>(zeros);
  if (number.exponent_ > kGreatestExponent)
    return invalid(
        "Number overflow. Attempting to store a number with magnitude larger than supported range");
  if (number.exponent_ < kLeastExponent)
    return invalid(
        "Number underflow. Attempting to store a number with magnitude smaller than supported range");
  return number;
}

std::string Number::text() const {
  if (is_zero()) return "0";
  std::string text = negative_ ? "-" : "";
  int count = static_cast<int>(digits_.size());
  if (exponent_ <= 0) return text + "0." + std::string(static_cast<size_t>(-exponent_), '0') + digits_;
  if (exponent_ >= count) return text + digits_ + std::string(static_cast<size_t>(exponent_ - count), '0');
  auto point = static_cast<size_t>(exponent_);
  return text + digits_.substr(0, point) + "." + digits_.substr(point);
}

// The sign, then the exponent, then the digits with an end that is less than any: inverted for negative numbers, of
// which the greater magnitude comes first.
std::string Number::order_key() const {
  if (is_zero()) return "\x01";
  std::string magnitude(1, static_cast<char>(exponent_ - kLeastExponent));
  magnitude += digits_;
  magnitude += '\0';
  return negative_ ? std::string(1, '\0') + inverted(magnitude) : "\x02" + magnitude;
}

Number Number::negated() const {
  Number number = *this;
  number.negative_ = !negative_ && !is_zero();
  return number;
}

aws::Result<Number> Number::add(const Number& a, const Number& b) {
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  bool is_a_greater = a.compare_magnitude(b) >= 0;
  const Number& greater = is_a_greater ? a : b;
  const Number& less = is_a_greater ? b : a;
  int exponent = greater.exponent_ + 1;  // room for a carry
  auto end_of = [](const Number& n) { return n.exponent_ - static_cast<int>(n.digits_.size()); };
  auto width = static_cast<size_t>(exponent - std::min(end_of(a), end_of(b)));
  auto aligned = [&](const Number& n) {
    std::string digits(static_cast<size_t>(exponent - n.exponent_), '0');
    digits += n.digits_;
    digits.resize(width, '0');
    return digits;
  };
  std::string digits = combine(aligned(greater), aligned(less), a.negative_ != b.negative_);
  Number sum = TRY(make(greater.negative_, std::move(digits), exponent));
  // What needs more digits than there are is told in these words, too.
  if (sum.digits_.size() > kMostDigits)
    return invalid(
        "Number overflow. Attempting to store a number with magnitude larger than supported range");
  return sum;
}

std::strong_ordering Number::compare_magnitude(const Number& other) const {
  if (is_zero() || other.is_zero()) return !is_zero() <=> !other.is_zero();
  if (exponent_ != other.exponent_) return exponent_ <=> other.exponent_;
  return digits_.compare(other.digits_) <=> 0;
}

std::strong_ordering Number::operator<=>(const Number& other) const {
  if (negative_ != other.negative_) return other.negative_ <=> negative_;
  return negative_ ? other.compare_magnitude(*this) : compare_magnitude(other);
}

}  // namespace account::dynamodb
