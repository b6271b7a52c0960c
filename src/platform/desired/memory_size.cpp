#include "platform/desired/memory_size.h"

#include <fmt/core.h>

#include <cmath>
#include <regex>

namespace platform {

std::optional<int64_t> parse_memory(std::string_view text) {
  static const std::regex kForm(R"(([0-9]{1,15})(\.[0-9]{1,3})? ?(?:([KMGT])(?:B|iB|i)?|B)?)",
                                std::regex::icase | std::regex::optimize);
  std::string copy(text.substr(0, 64));
  std::smatch match;
  if (text.size() > 64 || !std::regex_match(copy, match, kForm)) return std::nullopt;
  double number = std::stod(match[1].str() + match[2].str());
  int power = 0;
  if (match[3].matched) {
    power = static_cast<int>(std::string_view("KMGT").find(static_cast<char>(match[3].str()[0] & ~0x20))) + 1;
  }
  double bytes = number * std::pow(1024.0, power);
  if (bytes != std::floor(bytes) || bytes > std::pow(2.0, 50)) return std::nullopt;
  return static_cast<int64_t>(bytes);
}

std::string memory_text(int64_t bytes) {
  if (bytes % (1 << 30) == 0) return fmt::format("{} GiB", bytes >> 30);
  if (bytes % (1 << 20) == 0) return fmt::format("{} MiB", bytes >> 20);
  return fmt::format("{} bytes", bytes);
}

}  // namespace platform
