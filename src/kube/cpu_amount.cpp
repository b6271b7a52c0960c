#include "kube/cpu_amount.h"

#include <fmt/core.h>

#include "kube/decimal.h"

namespace kube {
namespace {

constexpr int64_t kMost = 1'000'000;

}  // namespace

std::optional<int64_t> parse_cpu(std::string_view text) {
  auto number = take_decimal(text);
  bool is_milli = text == "m";
  if (!number || !(text.empty() || is_milli)) return std::nullopt;
  return rounded_up(*number, is_milli ? 1 : 1000, kMost);
}

std::string cpu_text(int64_t milli) {
  return fmt::format("{} CPU", static_cast<double>(milli) / 1000);
}

}  // namespace kube
