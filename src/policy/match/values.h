// The typed values of condition operators (rule 28). Each parser takes the whole text or nothing.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace policy {

// A text that ends with the expression, so that no view may go into it.
template <typename T>
concept TemporaryText = std::same_as<std::remove_const_t<T>, std::string>;

// A decimal number of any size, compared exactly: no rounding, so 2^53 + 1 differs from 2^53.
struct Decimal {
  bool negative = false;
  std::string_view whole;     // without leading zeros
  std::string_view fraction;  // without trailing zeros

  // [+-] digits [. digits]; the views go into `text`.
  static std::optional<Decimal> parse(std::string_view text);
  template <TemporaryText T>
  static std::optional<Decimal> parse(T&& text) = delete;
  int compare(const Decimal& other) const;  // below, at or above 0
};

// Milliseconds since 1970: ISO 8601 as the W3C profiles it (a time without a zone is UTC), or epoch seconds.
std::optional<int64_t> parse_date(std::string_view text);

// An address, or a range of them; host bits are ignored.
struct IpRange {
  std::array<uint8_t, 16> bytes = {};
  bool is_v6 = false;
  uint8_t prefix = 0;

  static std::optional<IpRange> parse(std::string_view text);          // `/n` may be absent: one address
  static std::optional<IpRange> parse_address(std::string_view text);  // no `/n`
  bool contains(const IpRange& address) const;                         // never across families

  std::pair<IpRange, IpRange> ends() const;  // its first and its last address
  IpRange before() const, after() const;     // the next address down and up; around at the end
  std::string text() const;                  // of an address
};

std::optional<bool> parse_bool(std::string_view text);  // true or false in any case

// The six fields of an ARN, views of `text`; nullopt if there are fewer or the first is not `arn`.
std::optional<std::array<std::string_view, 6>> split_arn(std::string_view text);
template <TemporaryText T>
std::optional<std::array<std::string_view, 6>> split_arn(T&& text) = delete;

}  // namespace policy
