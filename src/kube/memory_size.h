// Amounts of memory as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kube {

// `128MB`, `512Mi`, `1.1GB`, `0.3Gi`, `134217728`, `129e6`: a number (kube/decimal.h) and a unit:
// none or B, K, M, G, T, P, each also with B, i or iB, in either case. Units are powers of 1024 either way,
// as with Docker and on Qovery. In bytes, rounded up as Kubernetes does. `m` is Docker's for M, but from
// 4000000000 on, where that would be more than any machine has, Kubernetes' for thousandths of a byte
// (`128974848000m`). nullopt: not of this form, or more than 2^50.
std::optional<int64_t> parse_memory(std::string_view text);

std::string memory_text(int64_t bytes);  // 128 MiB

}  // namespace kube
