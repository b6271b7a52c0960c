#include "kube/memory_size.h"

#include <fmt/core.h>

#include "base/text.h"
#include "kube/decimal.h"

namespace kube {
namespace {

constexpr int64_t kMost = 1LL << 50;
constexpr int64_t kSmallestInThousandths = 4'000'000'000;

// How many bytes the unit has; nullopt: there is no such unit.
std::optional<int64_t> bytes_of(std::string_view unit) {
  std::string name = base::lower(unit);
  if (name.empty() || name == "b") return 1;
  constexpr std::string_view kPowers = "kmgtp";
  size_t power = kPowers.find(name[0]);
  std::string_view rest = std::string_view(name).substr(1);
  bool is_known = rest.empty() || rest == "b" || rest == "i" || rest == "ib";
  if (power == std::string_view::npos || !is_known) return std::nullopt;
  return 1LL << (10 * (power + 1));
}

}  // namespace

std::optional<int64_t> parse_memory(std::string_view text) {
  auto number = take_decimal(text);
  if (!number) return std::nullopt;
  if (text.starts_with(' ')) text.remove_prefix(1);
  if (text == "m") {
    auto thousandths = rounded_up(*number, 1, INT64_MAX);
    if (thousandths && *thousandths >= kSmallestInThousandths) {
      return rounded_up({number->digits, number->exponent - 3}, 1, kMost);
    }
  }
  auto unit = bytes_of(text);
  return unit ? rounded_up(*number, *unit, kMost) : std::nullopt;
}

std::string memory_text(int64_t bytes) {
  if (bytes % (1 << 30) == 0) return fmt::format("{} GiB", bytes >> 30);
  if (bytes % (1 << 20) == 0) return fmt::format("{} MiB", bytes >> 20);
  return fmt::format("{} bytes", bytes);
}

}  // namespace kube
