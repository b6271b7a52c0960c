#include "policy/catalog/claims.h"

#include <algorithm>

#include "base/text.h"
#include "policy/match/glob.h"

namespace policy {
namespace {

constexpr Token kAnything[] = {kAnyRun};

bool is_of(std::string_view key_issuer, const std::string& lowered_url) {
  return matches(tokenize_template(base::lower(key_issuer), TokensView(kAnything, 1)), lowered_url);
}

}  // namespace

std::vector<std::string> claims_of(const Catalog& catalog, std::string_view issuer_url) {
  std::vector<std::string> out;
  auto action = catalog.action("sts:AssumeRoleWithWebIdentity");
  if (!action) return out;
  std::string lowered = base::lower(issuer_url);
  for (const Catalog::Key& key : catalog.keys_of(*action)) {
    size_t colon = key.name.find(':');
    std::string_view issuer = key.name.substr(0, colon), claim = key.name.substr(colon + 1);
    bool is_generic = claim == "sub" || claim == "aud" || claim == "amr" || claim == "oaud";
    if (issuer.find('.') == std::string_view::npos || is_generic || !is_of(issuer, lowered)) continue;
    if (std::find(out.begin(), out.end(), claim) == out.end()) out.emplace_back(claim);
  }
  return out;
}

}  // namespace policy
