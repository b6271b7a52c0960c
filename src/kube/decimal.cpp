#include "kube/decimal.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace kube {
namespace {

constexpr size_t kMostDigits = 18;
constexpr int kMostExponent = 18;

using Wide = unsigned __int128;  // holds 10^18 digits of 2^50 units each

std::string_view take_digits(std::string_view& text) {
  size_t size = std::min(text.find_first_not_of("0123456789"), text.size());
  std::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
  return digits;
}

// An `e` with a whole number behind it; without one it is no exponent but the beginning of a unit.
std::optional<int> take_exponent(std::string_view& text) {
  std::string_view rest = text;
  if (!rest.starts_with('e') && !rest.starts_with('E')) return 0;
  rest.remove_prefix(1);
  bool is_negative = rest.starts_with('-');
  if (is_negative || rest.starts_with('+')) rest.remove_prefix(1);
  std::string_view digits = take_digits(rest);
  if (digits.empty()) return 0;
  int exponent = 0;
  auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (read.ec != std::errc() || exponent > kMostExponent) return std::nullopt;
  text = rest;
  return is_negative ? -exponent : exponent;
}

}  // namespace

std::optional<Decimal> take_decimal(std::string_view& text) {
  std::string_view rest = text;
  if (rest.starts_with('+')) rest.remove_prefix(1);
  std::string_view whole = take_digits(rest), fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  auto exponent = take_exponent(rest);
  if (!exponent) return std::nullopt;
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  while (whole.starts_with('0')) whole.remove_prefix(1);
  std::string digits = std::string(whole) + std::string(fraction);
  if (digits.size() > kMostDigits) return std::nullopt;
  Decimal number;
  std::from_chars(digits.data(), digits.data() + digits.size(), number.digits);
  number.exponent = *exponent - static_cast<int>(fraction.size());
  text = rest;
  return number;
}

std::optional<int64_t> rounded_up(const Decimal& number, int64_t per_one, int64_t most) {
  auto limit = static_cast<Wide>(most);
  Wide units = number.digits * static_cast<Wide>(per_one), divisor = 1;
  for (int i = number.exponent; i < 0; ++i) divisor *= 10;
  units = units / divisor + (units % divisor > 0);
  for (int i = 0; i < number.exponent && units <= limit; ++i) units *= 10;
  return units <= limit ? std::optional(static_cast<int64_t>(units)) : std::nullopt;
}

}  // namespace kube
