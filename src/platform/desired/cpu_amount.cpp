#include "platform/desired/cpu_amount.h"

#include <fmt/core.h>

#include <regex>

namespace platform {

std::optional<int64_t> parse_cpu(std::string_view text) {
  static const std::regex kForm(R"(([0-9]{1,6})(?:(m)|\.([0-9]{1,3}))?)", std::regex::optimize);
  std::string copy(text.substr(0, 32));
  std::smatch match;
  if (text.size() > 32 || !std::regex_match(copy, match, kForm)) return std::nullopt;
  int64_t number = std::stoll(match[1].str());
  if (match[2].matched) return number;
  std::string thousandths = match[3].str();
  thousandths.resize(3, '0');
  int64_t milli = number * 1000 + std::stoll(thousandths);
  return milli <= 1'000'000 ? std::optional(milli) : std::nullopt;
}

std::string cpu_text(int64_t milli) {
  return fmt::format("{} CPU", static_cast<double>(milli) / 1000);
}

}  // namespace platform
