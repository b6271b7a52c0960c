#include "base/arn.h"

#include <fmt/core.h>

#include <algorithm>

namespace base {

bool is_account_id(std::string_view text) {
  return text.size() == 12 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string Arn::str() const {
  return fmt::format("arn:{}:{}:{}:{}:{}", partition, service, region, account, resource);
}

std::optional<Arn> Arn::parse(std::string_view text) {
  std::string_view fields[6];
  for (int i = 0; i < 5; ++i) {
    size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    fields[i] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  fields[5] = text;
  if (fields[0] != "arn" || fields[1].empty() || fields[2].empty() || fields[5].empty()) return std::nullopt;
  return Arn{std::string(fields[1]), std::string(fields[2]), std::string(fields[3]), std::string(fields[4]),
             std::string(fields[5])};
}

std::string iam_arn(const AccountId& account, std::string_view resource) {
  return fmt::format("arn:aws:iam::{}:{}", account.str(), resource);
}

}  // namespace base
