#include "engine/keep/entry_line.h"

#include <array>
#include <cstdint>

namespace engine {
namespace {

constexpr size_t kDigits = 8;

constexpr std::array<uint32_t, 256> make_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < table.size(); ++byte) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? 0xedb88320U ^ (value >> 1) : value >> 1;
    table[byte] = value;
  }
  return table;
}

uint32_t crc32(std::string_view text) {
  static constexpr auto kTable = make_table();
  uint32_t crc = 0xffffffffU;
  for (char c : text) crc = kTable[(crc ^ static_cast<unsigned char>(c)) & 0xff] ^ (crc >> 8);
  return ~crc;
}

bool is_whole(std::string_view line) {
  return line.size() > kDigits && line[kDigits] == ' ' &&
         line.substr(0, kDigits) == fmt::format("{:08x}", crc32(line.substr(kDigits + 1)));
}

}  // namespace

std::string entry_line(std::string_view entry) {
  return fmt::format("{:08x} {}\n", crc32(entry), entry);
}

base::Result<EntryLines> read_entry_lines(std::string_view text) {
  EntryLines out;
  size_t torn_line = 0;
  for (size_t at = 0, number = 1; at < text.size(); ++number) {
    size_t end = text.find('\n', at);
    std::string_view line = text.substr(at, end == std::string_view::npos ? end : end - at);
    at = end == std::string_view::npos ? text.size() : end + 1;
    if (end == std::string_view::npos || !is_whole(line)) {
      if (torn_line == 0) torn_line = number;
      continue;
    }
    if (torn_line != 0)
      return base::fail(
          base::ErrorKind::invalid,
          "line {} of the journal is damaged, and whole ones are behind it: it was not left so by a "
          "machine that stopped",
          torn_line);
    out.entries.emplace_back(line.substr(kDigits + 1));
    out.whole_bytes = at;
  }
  return out;
}

}  // namespace engine
