// An embedded table: sections of u32 words and one string table, as tools/binary_table.py writes them. It is
// read in place, so it costs nothing at the start.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string_view>

namespace base {

static_assert(std::endian::native == std::endian::little, "embedded tables are little-endian");

constexpr uint32_t kNone = 0xFFFFFFFF;  // an index that points nowhere

// Words: the magic (2), the section count, then offset and length of each section. The first section holds
// the ends of the strings, the last is their bytes.
class Table {
 public:
  constexpr explicit Table(const uint32_t* words) : words_(words) {}

  std::span<const uint32_t> section(uint32_t index) const {
    return {words_ + words_[3 + 2 * index] / 4, words_[4 + 2 * index]};
  }
  std::string_view string(uint32_t index) const {
    const uint32_t* ends = section(0).data();
    uint32_t begin = index == 0 ? 0 : ends[index - 1];
    const char* bytes = reinterpret_cast<const char*>(words_) + words_[3 + 2 * (words_[2] - 1)];
    return {bytes + begin, ends[index] - begin};
  }

 private:
  const uint32_t* words_;
};

}  // namespace base
