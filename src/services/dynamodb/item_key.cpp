#include "services/dynamodb/item_key.h"

namespace account::dynamodb {
namespace {

using Kind = Condition::Kind;

// A zero byte inside of a text is followed by 0xFF, the one at its end by 0x01.
std::string escaped(std::string_view text) {
  std::string bytes;
  for (char c : text) {
    bytes += c;
    if (c == '\0') bytes += '\xFF';
  }
  return bytes;
}

std::string ordered(const Value& value) {
  if (value.type == Type::N) return value.number.order_key();
  return escaped(value.text) + std::string("\0\x01", 2);
}

// FNV-1a, whose upper bits are mixed once more: what scans meet shall have no order.
uint32_t hash_of(std::string_view bytes) {
  uint32_t hash = 2166136261u;
  for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  hash ^= hash >> 16;
  hash *= 0x85EBCA6Bu;
  return hash ^ (hash >> 13);
}

std::string big_endian(uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((number >> shift) & 0xFF);
  return bytes;
}

}  // namespace

std::string partition_key(const Value& hash) {
  std::string key = ordered(hash);
  return big_endian(hash_of(key)) + key;
}

// With a last byte behind the value, so that a value itself is never the whole.
std::string range_key(const Keys& keys, const Item& item) {
  return (keys.range ? ordered(item.at(keys.range->name)) : std::string()) + ".";
}

std::string item_key(const Keys& keys, const Item& item) {
  return partition_key(item.at(keys.hash.name)) + range_key(keys, item);
}

KeyBounds bounds_of(const KeyRange& range) {
  std::string value = ordered(range.value);
  switch (range.kind) {
    case Kind::equal:
      return {value, end_of_prefix(value)};
    case Kind::less:
      return {"", value};
    case Kind::less_or_equal:
      return {"", end_of_prefix(value)};
    case Kind::greater:
      return {end_of_prefix(value).value_or(value), std::nullopt};
    case Kind::greater_or_equal:
      return {value, std::nullopt};
    case Kind::between:
      return {value, end_of_prefix(ordered(*range.upper))};
    default:
      break;
  }
  std::string prefix = escaped(range.value.text);
  return {prefix, end_of_prefix(prefix)};
}

KeyBounds bounds_of_segment(uint32_t segment, uint32_t segments) {
  auto bound = [&](uint64_t n) { return big_endian(static_cast<uint32_t>((n << 32) / segments)); };
  KeyBounds bounds;
  if (segment > 0) bounds.first = bound(segment);
  if (segment + 1 < segments) bounds.end = bound(uint64_t{segment} + 1);
  return bounds;
}

std::optional<std::string> end_of_prefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xFF') end.pop_back();
  if (end.empty()) return std::nullopt;
  end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

std::string inverted(std::string_view bytes) {
  std::string other(bytes);
  for (char& c : other) c = static_cast<char>(~static_cast<unsigned char>(c));
  return other;
}

}  // namespace account::dynamodb
