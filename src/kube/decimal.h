// Numbers of amounts as people write them, kept exactly: 0.3 is three tenths.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kube {

struct Decimal {
  uint64_t digits = 0;
  int exponent = 0;  // of ten
};

// Takes the number that `text` begins with: `2`, `+1`, `.5`, `1.`, `1.10`, `129e6`, as Kubernetes' quantities
// have it (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/). nullopt: it
// begins with none, or with one of more than 18 digits or an exponent beyond 18.
std::optional<Decimal> take_decimal(std::string_view& text);

// How many units that is, of which one has `per_one` (at most 2^50), rounded up; nullopt: more than `most`.
std::optional<int64_t> rounded_up(const Decimal& number, int64_t per_one, int64_t most);

}  // namespace kube
