// How a code comes about (ISO/IEC 18004, section 7): the text with its length becomes data bytes, these are cut
// into blocks, each gets the remainder of its Reed-Solomon division, and the bytes of all blocks, interleaved, are
// laid out in a zigzag around what is the same in every code of a size: finders, timing, alignment, format.
#include "services/iam/qr_code.h"

#include <array>
#include <cstdint>

#include "crypto/checksum.h"

namespace account::iam {
namespace {

constexpr int kMaxVersion = 15;
// Of level L, by version.
constexpr std::array<int, kMaxVersion + 1> kCheckBytes = {0,  7,  10, 15, 20, 26, 18, 20,
                                                          24, 30, 18, 20, 24, 26, 30, 22};
constexpr std::array<int, kMaxVersion + 1> kBlocks = {0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6};

int alignments(int version) {
  return version == 1 ? 0 : version / 7 + 2;
}

// All bytes that a version holds, check bytes included.
int capacity(int version) {
  int modules = (16 * version + 128) * version + 64;
  int count = alignments(version);
  if (count > 0) modules -= (25 * count - 10) * count - 55;
  if (version >= 7) modules -= 36;
  return modules / 8;
}

int data_bytes(int version) {
  return capacity(version) -
         kCheckBytes[static_cast<size_t>(version)] * kBlocks[static_cast<size_t>(version)];
}

// Multiplication in GF(256) over x^8 + x^4 + x^3 + x^2 + 1.
uint8_t times(uint8_t a, uint8_t b) {
  int product = 0;
  for (int bit = 7; bit >= 0; --bit) {
    product = product << 1 ^ ((product >> 7) * 0x11D);
    if (b >> bit & 1) product ^= a;
  }
  return static_cast<uint8_t>(product);
}

std::string check_bytes(std::string_view block, int count) {
  std::string divisor(static_cast<size_t>(count), '\0');
  divisor.back() = 1;
  uint8_t root = 1;
  for (int i = 0; i < count; ++i, root = times(root, 2)) {
    for (size_t j = 0; j < divisor.size(); ++j) {
      uint8_t next = j + 1 < divisor.size() ? static_cast<uint8_t>(divisor[j + 1]) : 0;
      divisor[j] = static_cast<char>(times(static_cast<uint8_t>(divisor[j]), root) ^ next);
    }
  }
  std::string rest(static_cast<size_t>(count), '\0');
  for (char byte : block) {
    auto factor = static_cast<uint8_t>(byte ^ rest[0]);
    rest.erase(0, 1);
    rest += '\0';
    for (size_t j = 0; j < rest.size(); ++j)
      rest[j] =
          static_cast<char>(rest[j] ^ static_cast<char>(times(static_cast<uint8_t>(divisor[j]), factor)));
  }
  return rest;
}

// Mode and length, the text, and the filling that the standard asks for.
std::string data_of(std::string_view text, int version) {
  std::vector<bool> bits;
  auto add = [&](unsigned value, int count) {
    for (int i = count - 1; i >= 0; --i) bits.push_back((value >> i & 1) != 0);
  };
  add(4, 4);
  add(static_cast<unsigned>(text.size()), version < 10 ? 8 : 16);
  for (char c : text) add(static_cast<unsigned char>(c), 8);
  add(0, 4);
  while (bits.size() % 8 != 0) bits.push_back(false);
  std::string bytes;
  for (size_t i = 0; i < bits.size(); i += 8) {
    unsigned byte = 0;
    for (size_t j = 0; j < 8; ++j) byte = byte << 1 | (bits[i + j] ? 1U : 0U);
    bytes += static_cast<char>(byte);
  }
  auto size = static_cast<size_t>(data_bytes(version));
  if (bytes.size() > size) bytes.resize(size);  // of the end mark, what has no room
  for (unsigned pad = 0xEC; bytes.size() < size; pad ^= 0xEC ^ 0x11) bytes += static_cast<char>(pad);
  return bytes;
}

std::string interleaved(std::string_view data, int version) {
  auto count = static_cast<size_t>(kBlocks[static_cast<size_t>(version)]);
  int checks = kCheckBytes[static_cast<size_t>(version)];
  size_t shortest = data.size() / count;
  size_t longer = data.size() % count;  // as many blocks, the last ones, have a byte more
  std::vector<std::string_view> blocks;
  std::vector<std::string> remainders;
  for (size_t i = 0, at = 0; i < count; ++i) {
    blocks.push_back(data.substr(at, shortest + (i >= count - longer ? 1 : 0)));
    at += blocks.back().size();
    remainders.push_back(check_bytes(blocks.back(), checks));
  }
  std::string out;
  for (size_t i = 0; i <= shortest; ++i)
    for (std::string_view block : blocks)
      if (i < block.size()) out += block[i];
  for (size_t i = 0; i < static_cast<size_t>(checks); ++i)
    for (const std::string& remainder : remainders) out += remainder[i];
  return out;
}

class Symbol {
 public:
  explicit Symbol(int version)
      : version_(version),
        size_(17 + 4 * version),
        dark_(static_cast<size_t>(size_), std::vector<bool>(static_cast<size_t>(size_))),
        fixed_(dark_) {
    draw_timing();
    draw_finder(3, 3);
    draw_finder(size_ - 4, 3);
    draw_finder(3, size_ - 4);
    draw_alignments();
    draw_format();
    if (version_ >= 7) draw_version();
  }

  void draw_data(std::string_view bytes) {
    size_t bit = 0;
    for (int right = size_ - 1; right >= 1; right -= 2) {
      if (right == 6) right = 5;
      for (int i = 0; i < size_; ++i) {
        bool upward = ((right + 1) & 2) == 0;
        int y = upward ? size_ - 1 - i : i;
        for (int x : {right, right - 1}) {
          if (at(fixed_, x, y)) continue;
          bool is_dark = bit < bytes.size() * 8 && (bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;
          ++bit;
          at(dark_, x, y) = is_dark != ((x + y) % 2 == 0);  // mask 0
        }
      }
    }
  }

  QrModules take() { return std::move(dark_); }

 private:
  static std::vector<bool>::reference at(QrModules& modules, int x, int y) {
    return modules[static_cast<size_t>(y)][static_cast<size_t>(x)];
  }
  void set(int x, int y, bool is_dark) {
    if (x < 0 || y < 0 || x >= size_ || y >= size_) return;
    at(dark_, x, y) = is_dark;
    at(fixed_, x, y) = true;
  }

  void draw_timing() {
    for (int i = 0; i < size_; ++i) {
      set(6, i, i % 2 == 0);
      set(i, 6, i % 2 == 0);
    }
  }
  void draw_finder(int x, int y) {
    for (int dy = -4; dy <= 4; ++dy) {
      for (int dx = -4; dx <= 4; ++dx) {
        int ring = std::max(std::abs(dx), std::abs(dy));
        set(x + dx, y + dy, ring != 2 && ring != 4);
      }
    }
  }
  void draw_alignments() {
    int count = alignments(version_);
    if (count == 0) return;
    int step = (version_ * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
    std::vector<int> places = {6};
    for (int i = count - 2; i >= 0; --i) places.push_back(size_ - 7 - i * step);
    int last = places.back();
    for (int x : places) {
      for (int y : places) {
        bool is_finder = (x == 6 && y == 6) || (x == 6 && y == last) || (x == last && y == 6);
        if (is_finder) continue;
        for (int dy = -2; dy <= 2; ++dy)
          for (int dx = -2; dx <= 2; ++dx) set(x + dx, y + dy, std::max(std::abs(dx), std::abs(dy)) != 1);
      }
    }
  }
  void draw_format() {
    constexpr int kData = 1 << 3;  // level L, mask 0
    int rest = kData;
    for (int i = 0; i < 10; ++i) rest = rest << 1 ^ (rest >> 9) * 0x537;
    int bits = (kData << 10 | rest) ^ 0x5412;
    auto bit = [&](int i) { return (bits >> i & 1) != 0; };
    for (int i = 0; i <= 5; ++i) set(8, i, bit(i));
    set(8, 7, bit(6));
    set(8, 8, bit(7));
    set(7, 8, bit(8));
    for (int i = 9; i < 15; ++i) set(14 - i, 8, bit(i));
    for (int i = 0; i < 8; ++i) set(size_ - 1 - i, 8, bit(i));
    for (int i = 8; i < 15; ++i) set(8, size_ - 15 + i, bit(i));
    set(8, size_ - 8, true);
  }
  void draw_version() {
    int rest = version_;
    for (int i = 0; i < 12; ++i) rest = rest << 1 ^ (rest >> 11) * 0x1F25;
    int bits = version_ << 12 | rest;
    for (int i = 0; i < 18; ++i) {
      bool is_dark = (bits >> i & 1) != 0;
      set(size_ - 11 + i % 3, i / 3, is_dark);
      set(i / 3, size_ - 11 + i % 3, is_dark);
    }
  }

  int version_;
  int size_;
  QrModules dark_;
  QrModules fixed_;  // what no data may stand on
};

std::string big_endian(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

// PNG (ISO/IEC 15948) section 5.3.
std::string chunk(const std::string& type, const std::string& data) {
  auto crc = *crypto::Checksum::make("CRC32");
  crc.update(type + data);
  return big_endian(static_cast<uint32_t>(data.size())) + type + data + crc.finish();
}

// zlib (RFC 1950) with blocks that are not compressed: at most 65,535 bytes each.
std::string stored(std::string_view data) {
  uint32_t a = 1, b = 0;
  for (char c : data) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  std::string out = "\x78\x01";
  while (!data.empty()) {
    std::string_view block = data.substr(0, 65535);
    data.remove_prefix(block.size());
    auto size = static_cast<uint16_t>(block.size());
    auto inverse = static_cast<uint16_t>(~size);
    out += static_cast<char>(data.empty() ? 1 : 0);
    for (uint16_t number : {size, inverse}) {
      out += static_cast<char>(number & 0xff);
      out += static_cast<char>(number >> 8);
    }
    out += block;
  }
  return out + big_endian(b << 16 | a);
}

}  // namespace

QrModules qr_modules(std::string_view text) {
  for (int version = 1; version <= kMaxVersion; ++version) {
    size_t head = version < 10 ? 2 : 3;  // mode, length and end mark
    if (text.size() + head > static_cast<size_t>(data_bytes(version))) continue;
    Symbol symbol(version);
    symbol.draw_data(interleaved(data_of(text, version), version));
    return symbol.take();
  }
  return {};
}

std::string qr_code_png(std::string_view text) {
  constexpr size_t kQuiet = 4, kPixels = 4;
  QrModules modules = qr_modules(text);
  if (modules.empty()) return "";
  size_t side = (modules.size() + 2 * kQuiet) * kPixels;
  std::string rows;
  for (size_t y = 0; y < side; ++y) {
    std::string row((side + 7) / 8 + 1, '\xff');  // white, behind the byte that says: no filter
    row[0] = 0;
    for (size_t x = 0; x < side; ++x) {
      size_t column = x / kPixels - kQuiet, line = y / kPixels - kQuiet;  // wraps left of and above the code
      if (column < modules.size() && line < modules.size() && modules[line][column])
        row[1 + x / 8] = static_cast<char>(row[1 + x / 8] & ~(0x80 >> x % 8));
    }
    rows += row;
  }
  std::string size = big_endian(static_cast<uint32_t>(side));
  std::string head = size + size + std::string("\x01\x00\x00\x00\x00", 5);  // one bit a pixel, grey
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", head) + chunk("IDAT", stored(rows)) + chunk("IEND", "");
}

}  // namespace account::iam
