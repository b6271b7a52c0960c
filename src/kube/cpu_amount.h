// Amounts of CPU as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kube {

// `500m`, `0.5`, `.5`, `2`: thousandths with `m`, else CPUs, as in Kubernetes
// (https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-cpu). In
// thousandths, rounded up. nullopt: not of this form, or more than 10^6.
std::optional<int64_t> parse_cpu(std::string_view text);

std::string cpu_text(int64_t milli);  // 0.5 CPU

}  // namespace kube
