#include "policy/match/values.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>

#include "base/clock.h"
#include "base/text.h"

namespace policy {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

size_t count_digits(std::string_view text) {
  size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  return n;
}

// Dates after the year 9999 and times before year 0 are no dates; this also keeps the product below from overflowing.
constexpr int64_t kMaxEpochSeconds = 253'402'300'799;

std::optional<int64_t> parse_epoch_seconds(std::string_view text) {
  auto seconds = base::parse_int(text);
  if (!seconds || *seconds > kMaxEpochSeconds) return std::nullopt;
  return *seconds * 1000;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  Decimal out;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    out.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  size_t whole = count_digits(text);
  out.whole = text.substr(0, whole);
  text.remove_prefix(whole);
  if (!text.empty()) {
    if (text[0] != '.') return std::nullopt;
    out.fraction = text.substr(1);
    if (count_digits(out.fraction) != out.fraction.size() || out.fraction.empty()) return std::nullopt;
  }
  if (out.whole.empty() && out.fraction.empty()) return std::nullopt;
  while (!out.whole.empty() && out.whole.front() == '0') out.whole.remove_prefix(1);
  while (!out.fraction.empty() && out.fraction.back() == '0') out.fraction.remove_suffix(1);
  if (out.whole.empty() && out.fraction.empty()) out.negative = false;  // -0 is 0
  return out;
}

int Decimal::compare(const Decimal& other) const {
  if (negative != other.negative) return negative ? -1 : 1;
  int size = 0;
  if (whole.size() != other.whole.size()) {
    size = whole.size() < other.whole.size() ? -1 : 1;
  } else if (int order = whole.compare(other.whole); order != 0) {
    size = order;
  } else {
    size = fraction.compare(other.fraction);
  }
  return negative ? -size : size;
}

std::optional<int64_t> parse_date(std::string_view text) {
  if (!text.empty() && count_digits(text) == text.size()) return parse_epoch_seconds(text);
  std::string full(text);
  if (text.size() == 7 && text[4] == '-') full += "-01";  // a month
  auto time = base::parse_iso8601(full);
  if (!time && text.find('T') != std::string_view::npos) time = base::parse_iso8601(full + "Z");
  if (!time) return std::nullopt;
  return base::to_ms(*time);
}

std::optional<IpRange> IpRange::parse_address(std::string_view text) {
  char buffer[64];
  if (text.size() >= sizeof buffer || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  IpRange out;
  out.is_v6 = text.find(':') != std::string_view::npos;
  if (inet_pton(out.is_v6 ? AF_INET6 : AF_INET, buffer, out.bytes.data()) != 1) return std::nullopt;
  out.prefix = out.is_v6 ? 128 : 32;
  return out;
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
  size_t slash = text.find('/');
  auto out = parse_address(text.substr(0, slash));
  if (!out || slash == std::string_view::npos) return out;
  std::string_view length = text.substr(slash + 1);
  unsigned prefix = 0;
  auto [end, failure] = std::from_chars(length.data(), length.data() + length.size(), prefix);
  if (failure != std::errc() || end != length.data() + length.size() || prefix > out->prefix)
    return std::nullopt;
  out->prefix = static_cast<uint8_t>(prefix);
  return out;
}

bool IpRange::contains(const IpRange& address) const {
  if (is_v6 != address.is_v6) return false;
  size_t whole = prefix / 8, rest = prefix % 8;
  if (std::memcmp(bytes.data(), address.bytes.data(), whole) != 0) return false;
  if (rest == 0) return true;
  auto mask = static_cast<uint8_t>(0xff << (8 - rest));
  return (bytes[whole] & mask) == (address.bytes[whole] & mask);
}

std::pair<IpRange, IpRange> IpRange::ends() const {
  IpRange first = *this, last = *this;
  size_t size = is_v6 ? 16 : 4;
  for (size_t bit = prefix; bit < size * 8; ++bit) {
    auto mask = static_cast<uint8_t>(0x80 >> (bit % 8));
    first.bytes[bit / 8] &= static_cast<uint8_t>(~mask);
    last.bytes[bit / 8] |= mask;
  }
  first.prefix = last.prefix = static_cast<uint8_t>(size * 8);
  return {first, last};
}

IpRange IpRange::before() const {
  IpRange out = *this;
  for (size_t i = is_v6 ? 16 : 4; i-- > 0;) {
    if (out.bytes[i]-- != 0) break;
  }
  return out;
}

IpRange IpRange::after() const {
  IpRange out = *this;
  for (size_t i = is_v6 ? 16 : 4; i-- > 0;) {
    if (++out.bytes[i] != 0) break;
  }
  return out;
}

std::string IpRange::text() const {
  char out[INET6_ADDRSTRLEN] = {};
  inet_ntop(is_v6 ? AF_INET6 : AF_INET, bytes.data(), out, sizeof out);
  return out;
}

std::optional<bool> parse_bool(std::string_view text) {
  if (base::equal_ignoring_case(text, "true")) return true;
  if (base::equal_ignoring_case(text, "false")) return false;
  return std::nullopt;
}

std::optional<std::array<std::string_view, 6>> split_arn(std::string_view text) {
  std::array<std::string_view, 6> fields;
  for (size_t i = 0; i < 5; ++i) {
    size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    fields[i] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  fields[5] = text;
  if (fields[0] != "arn") return std::nullopt;
  return fields;
}

}  // namespace policy
