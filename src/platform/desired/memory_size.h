// Amounts of memory as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace platform {

// `128MB`, `512Mi`, `1GB`, `1.5Gi`, `134217728`: a number and a unit (none or B, K, M, G, T, each also with
// B, i or iB). Units are powers of 1024 either way, as with Docker and on Qovery. nullopt: not of this form,
// or not a whole number of bytes, or more than 2^50.
std::optional<int64_t> parse_memory(std::string_view text);

std::string memory_text(int64_t bytes);  // 128 MiB

}  // namespace platform
