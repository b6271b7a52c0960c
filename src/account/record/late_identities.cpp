#include "account/record/late_identities.h"

#include "base/text.h"

namespace account {

std::optional<json::Value> seen_user(const State& account, std::string_view name) {
  return Lateness::seen(account, kUser, base::lower(name), Reader::elsewhere);
}

std::optional<json::Value> seen_group(const State& account, std::string_view name) {
  return Lateness::seen(account, kGroup, base::lower(name), Reader::elsewhere);
}

std::optional<json::Value> seen_role(const State& account, std::string_view arn) {
  std::string name = base::lower(arn.substr(arn.rfind('/') + 1));
  std::optional<json::Value> role = Lateness::seen(account, kRole, name, Reader::elsewhere);
  if (!role || role->string_or("Arn", "") != arn) return std::nullopt;
  return role;
}

}  // namespace account
