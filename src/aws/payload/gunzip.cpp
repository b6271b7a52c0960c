#include "aws/payload/gunzip.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/text.h"
#include "crypto/checksum.h"

namespace aws {
namespace {

constexpr int kLongestCode = 15;
constexpr size_t kLiterals = 288, kDistances = 30;
constexpr int kEndOfBlock = 256;
// RFC 1951, 3.2.5: what the codes of lengths and distances begin with, and how many bits follow.
constexpr std::array<uint16_t, 29> kLengths = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                               15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                               67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::array<uint8_t, 29> kLengthBits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr std::array<uint16_t, kDistances> kOffsets = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
constexpr std::array<uint8_t, kDistances> kOffsetBits = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                                         6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
// RFC 1951, 3.2.7: the order in which the lengths of the codes of lengths come.
constexpr std::array<uint8_t, 19> kOrder = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

// A canonical Huffman code.
struct Code {
  std::array<uint16_t, kLongestCode + 1> counts{};  // of codes by their length
  std::vector<uint16_t> symbols;                    // in the order of their codes

  explicit Code(const std::vector<uint8_t>& lengths) : symbols(lengths.size()) {
    for (uint8_t length : lengths) ++counts[length];
    counts[0] = 0;
    std::array<uint16_t, kLongestCode + 2> places{};
    for (size_t i = 1; i <= kLongestCode; ++i) places[i + 1] = static_cast<uint16_t>(places[i] + counts[i]);
    for (size_t symbol = 0; symbol < lengths.size(); ++symbol)
      if (lengths[symbol] != 0) symbols[places[lengths[symbol]]++] = static_cast<uint16_t>(symbol);
  }
};

// What cannot be read makes it fail: from then on bits are 0.
class Inflater {
 public:
  Inflater(std::string_view bytes, size_t most) : bytes_(bytes), most_(most) {}

  void run() {
    bool is_last = false;
    while (!is_last && !has_failed_ && !is_too_large_) {
      is_last = bits(1) == 1;
      uint32_t type = bits(2);
      if (type == 0) stored();
      if (type == 1) fixed();
      if (type == 2) dynamic();
      if (type == 3) has_failed_ = true;
    }
  }

  bool has_failed() const { return has_failed_; }
  bool is_too_large() const { return is_too_large_; }
  size_t read() const { return at_; }
  std::string take() { return std::move(out_); }

 private:
  uint32_t bits(int count) {
    while (held_ < count) {
      if (at_ == bytes_.size()) {
        has_failed_ = true;
        return 0;
      }
      buffer_ |= static_cast<uint32_t>(static_cast<uint8_t>(bytes_[at_++])) << held_;
      held_ += 8;
    }
    uint32_t value = buffer_ & ((1U << count) - 1);
    buffer_ >>= count;
    held_ -= count;
    return value;
  }

  int symbol(const Code& code) {
    int value = 0, first = 0, index = 0;
    for (size_t length = 1; length <= kLongestCode && !has_failed_; ++length) {
      value |= static_cast<int>(bits(1));
      int count = code.counts[length];
      if (value - count < first) return code.symbols[static_cast<size_t>(index + value - first)];
      index += count;
      first = (first + count) << 1;
      value <<= 1;
    }
    has_failed_ = true;
    return 0;
  }

  void put(char c) {
    if (out_.size() == most_) is_too_large_ = true;
    if (!is_too_large_) out_ += c;
  }

  void stored() {
    buffer_ = 0;
    held_ = 0;
    uint32_t size = bits(16), check = bits(16);
    if ((size ^ check) != 0xffff || size > bytes_.size() - at_) has_failed_ = true;
    for (uint32_t i = 0; i < size && !has_failed_ && !is_too_large_; ++i) put(bytes_[at_++]);
  }

  void fixed() {
    std::vector<uint8_t> lengths(kLiterals, 8);
    for (size_t i = 144; i < 256; ++i) lengths[i] = 9;
    for (size_t i = 256; i < 280; ++i) lengths[i] = 7;
    block(Code(lengths), Code(std::vector<uint8_t>(kDistances, 5)));
  }

  void dynamic() {
    size_t literals = bits(5) + 257, distances = bits(5) + 1, count = bits(4) + 4;
    std::vector<uint8_t> of_lengths(kOrder.size(), 0);
    for (size_t i = 0; i < count; ++i) of_lengths[kOrder[i]] = static_cast<uint8_t>(bits(3));
    Code code(of_lengths);
    std::vector<uint8_t> lengths;
    while (lengths.size() < literals + distances && !has_failed_) {
      int next = symbol(code);
      if (next < 16) {
        lengths.push_back(static_cast<uint8_t>(next));
        continue;
      }
      if (next == 16 && lengths.empty()) has_failed_ = true;
      uint8_t repeated = next == 16 && !lengths.empty() ? lengths.back() : 0;
      size_t times = next == 16 ? 3 + bits(2) : next == 17 ? 3 + bits(3) : 11 + bits(7);
      lengths.insert(lengths.end(), times, repeated);
    }
    if (has_failed_ || lengths.size() != literals + distances || literals > kLiterals ||
        distances > kDistances) {
      has_failed_ = true;
      return;
    }
    auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(literals);
    block(Code({lengths.begin(), middle}), Code({middle, lengths.end()}));
  }

  void block(const Code& literals, const Code& distances) {
    while (!has_failed_ && !is_too_large_) {
      int next = symbol(literals);
      if (has_failed_ || next == kEndOfBlock) return;
      if (next < kEndOfBlock)
        put(static_cast<char>(next));
      else
        copy(static_cast<size_t>(next - kEndOfBlock - 1), distances);
    }
  }

  void copy(size_t code, const Code& distances) {
    if (code >= kLengths.size()) has_failed_ = true;
    if (has_failed_) return;
    size_t length = kLengths[code] + bits(kLengthBits[code]);
    auto offset = static_cast<size_t>(symbol(distances));
    if (offset >= kOffsets.size()) has_failed_ = true;
    if (has_failed_) return;
    size_t back = kOffsets[offset] + bits(kOffsetBits[offset]);
    if (back > out_.size()) has_failed_ = true;
    for (size_t i = 0; i < length && !has_failed_ && !is_too_large_; ++i) put(out_[out_.size() - back]);
  }

  std::string_view bytes_;
  size_t most_;
  size_t at_ = 0;
  uint32_t buffer_ = 0;
  int held_ = 0;
  bool has_failed_ = false;
  bool is_too_large_ = false;
  std::string out_;
};

tl::unexpected<Error> malformed() {
  return error("SerializationException", 400, "The body is not compressed as its Content-Encoding says.");
}

// How long the header is (RFC 1952, 2.3). 0: it is none.
size_t header_size(std::string_view bytes) {
  constexpr size_t kFixed = 10;
  constexpr uint8_t kCheck = 2, kExtra = 4, kName = 8, kComment = 16;
  if (bytes.size() < kFixed || !bytes.starts_with("\x1f\x8b\x08")) return 0;
  auto flags = static_cast<uint8_t>(bytes[3]);
  size_t at = kFixed;
  if ((flags & kExtra) != 0) {
    if (bytes.size() < at + 2) return 0;
    at +=
        2 + static_cast<uint8_t>(bytes[at]) + 256 * static_cast<size_t>(static_cast<uint8_t>(bytes[at + 1]));
  }
  for (uint8_t text : {kName, kComment}) {
    if ((flags & text) == 0) continue;
    size_t end = bytes.find('\0', at);
    if (end == bytes.npos) return 0;
    at = end + 1;
  }
  if ((flags & kCheck) != 0) at += 2;
  return at < bytes.size() ? at : 0;
}

}  // namespace

Result<std::string> gunzip(std::string_view bytes, size_t most) {
  constexpr size_t kTrailer = 8;
  size_t begin = header_size(bytes);
  if (begin == 0) return malformed();
  bytes.remove_prefix(begin);
  Inflater inflater(bytes, most);
  inflater.run();
  if (inflater.is_too_large())
    return error("RequestEntityTooLargeException", 413, "Request body size exceeds the limit of {} bytes",
                 most);
  if (inflater.has_failed() || bytes.size() != inflater.read() + kTrailer) return malformed();
  std::string plain = inflater.take();
  crypto::Checksum check = *crypto::Checksum::make("CRC32");
  check.update(plain);
  std::string crc = check.finish();
  std::string_view told = bytes.substr(inflater.read(), crc.size());
  if (!std::equal(crc.rbegin(), crc.rend(), told.begin())) return malformed();
  return plain;
}

Result<std::string> plain_body(const net::Request& request, std::string body, size_t most) {
  if (!base::equal_ignoring_case(request.headers.get("Content-Encoding"), "gzip")) return body;
  return gunzip(body, most);
}

}  // namespace aws
