#include "services/sts/token_keys.h"

#include <algorithm>
#include <optional>

#include "policy/catalog/claims.h"
#include "services/embedded_catalog.h"

namespace account::sts {
namespace {

// A name with a slash may be a path: AWS's key `google/organization_number` is, in Google's tokens, a member of
// the claim `google`, and in AWS's own table the claim `google:organization_number`.
const json::Value* find_claim(const json::Value& claims, const std::string& name) {
  if (const json::Value* claim = claims.find(name)) return claim;
  size_t slash = name.find('/');
  if (slash == std::string::npos) return nullptr;
  std::string outer = name.substr(0, slash), inner = name.substr(slash + 1);
  if (const json::Value* claim = claims.find(outer + ":" + inner)) return claim;
  const json::Value* object = claims.find(outer);
  return object && object->is_object() ? object->find(inner) : nullptr;
}

// A number with a fraction or beyond 64 bits may have lost digits already.
std::optional<std::string> text_of(const json::Value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_int() || value.is_bool()) return json::dump(value);
  return std::nullopt;
}

std::optional<std::vector<std::string>> texts_of(const json::Value& value) {
  std::vector<std::string> texts;
  if (!value.is_array()) {
    auto text = text_of(value);
    return text ? std::optional(std::vector{std::move(*text)}) : std::nullopt;
  }
  for (const json::Value& one : value.as_array()) {
    auto text = text_of(one);
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace

aws::Result<std::vector<TokenKey>> token_keys(const identity::WebIdentity& who) {
  const std::string prefix = who.issuer_key + ":";
  std::vector<TokenKey> keys = {{prefix + "sub", {who.subject}, false, true},
                                {prefix + "aud", {who.audience}, false, true}};
  if (who.original_audience) keys.push_back({prefix + "oaud", {*who.original_audience}});
  if (!who.amr.empty()) keys.push_back({prefix + "amr", who.amr, true, true});
  std::vector<std::string> names = policy::claims_of(services::embedded_catalog(), who.issuer_key);
  names.emplace_back("email");
  for (const std::string& name : names) {
    const json::Value* claim = find_claim(who.claims, name);
    if (!claim || claim->is_null()) continue;
    auto texts = texts_of(*claim);
    if (!texts) {
      return aws::error("InvalidIdentityToken", 400,
                        "the claim `{}` is neither a text, an integer, a boolean nor a list of these", name);
    }
    keys.push_back({prefix + name, std::move(*texts), claim->is_array()});
  }
  return keys;
}

}  // namespace account::sts
