#include "identity/issuer.h"

#include <algorithm>

namespace identity {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

// A key signs from its creation until a while after the next one's; it is dropped once the last token that
// it can have signed has expired. keys[i - 1] took over from keys[i].
bool drop_retired(std::vector<IssuerKey>& keys, base::Time now) {
  for (size_t i = 1; i < keys.size(); ++i) {
    if (keys[i - 1].created + kHandover + kMaxTokenLife >= now) continue;
    keys.erase(keys.begin() + static_cast<ptrdiff_t>(i), keys.end());
    return true;
  }
  return false;
}

Result<crypto::PrivateKey> make_key() {
  return crypto::PrivateKey::generate(crypto::Algorithm::rs256);  // as EKS signs
}

bool is_due(const IssuerKeys& keys, base::Time now) {
  if (keys.keys.empty()) return true;
  const IssuerKey& newest = keys.keys.front();
  return now - newest.created > kKeyLife || newest.kid != newest.key.public_key().key_id();
}

void add_key(IssuerKeys& keys, crypto::PrivateKey key, base::Time now) {
  std::string kid = key.public_key().key_id();
  keys.keys.insert(keys.keys.begin(), {std::move(kid), std::move(key), now});
}

}  // namespace

json::Value IssuerKeys::to_json() const {
  json::Array list;
  for (const IssuerKey& key : keys) {
    list.push_back(json::Object{{"kid", key.kid},
                                {"private_key", key.key.to_pem().reveal()},
                                {"created_ms", base::to_ms(key.created)}});
  }
  return json::Object{{"keys", std::move(list)}};
}

Result<IssuerKeys> IssuerKeys::from_json(const json::Value& value) {
  const json::Value* list = value.find("keys");
  if (!list || !list->is_array()) return fail(ErrorKind::invalid, "the stored issuer keys are not a list");
  IssuerKeys read;
  for (const json::Value& item : list->as_array()) {
    auto key = crypto::PrivateKey::from_pem(base::Secret(std::string(item.string_or("private_key", ""))));
    if (!key) return tl::unexpected(key.error().in("a stored issuer key"));
    std::string kid(item.string_or("kid", ""));
    if (kid != key->public_key().key_id() && kid != key->public_key().thumbprint()) {
      return fail(ErrorKind::invalid, "the stored issuer key `{}` is another key than its name says", kid);
    }
    read.keys.push_back({std::move(kid), std::move(*key), base::from_ms(item.int_or("created_ms", 0))});
  }
  return read;
}

Result<bool> rotate(IssuerKeys& keys, base::Time now, bool force) {
  bool due = force || is_due(keys, now);
  if (due) add_key(keys, TRY(make_key()), now);
  return drop_retired(keys.keys, now) || due;
}

Result<bool> rotate(IssuerKeys& keys, base::Time now, SpareKey& spare, bool force) {
  bool due = force || is_due(keys, now);
  if (due) add_key(keys, TRY(spare.take()), now);
  return drop_retired(keys.keys, now) || due;
}

SpareKey::SpareKey(Make make) : make_(make ? std::move(make) : make_key) {}

Result<crypto::PrivateKey> SpareKey::take() {
  std::lock_guard lock(mutex_);
  if (!next_.valid()) return make_();
  Result<crypto::PrivateKey> key = next_.get();
  next_ = std::async(std::launch::async, make_);
  return key;
}

void SpareKey::prepare() {
  std::lock_guard lock(mutex_);
  if (!next_.valid()) next_ = std::async(std::launch::async, make_);
}

json::Value discovery_document(std::string_view issuer) {
  // What kube-apiserver and EKS publish; nobody logs in at the authorization endpoint.
  return json::Object{{"issuer", issuer},
                      {"jwks_uri", fmt::format("{}/keys", issuer)},
                      {"authorization_endpoint", "urn:kubernetes:programmatic_authorization"},
                      {"response_types_supported", json::Array{"id_token"}},
                      {"subject_types_supported", json::Array{"public"}},
                      {"claims_supported", json::Array{"sub", "iss"}},
                      {"id_token_signing_alg_values_supported", json::Array{"RS256"}}};
}

json::Value jwks_document(const IssuerKeys& keys) {
  crypto::Jwks jwks;
  for (const IssuerKey& key : keys.keys) {
    jwks.keys.push_back({key.kid, crypto::Algorithm::rs256, key.key.public_key()});
  }
  return crypto::to_json(jwks);
}

Result<std::string> issue_token(const IssuerKeys& keys, const TokenRequest& request, base::Time now,
                                base::Random& random) {
  if (keys.keys.empty()) return fail(ErrorKind::internal, "the issuer has no key to sign with");
  if (request.audiences.empty()) return fail(ErrorKind::invalid, "a token needs at least one audience");
  if (request.namespace_name.empty() || request.service_account.empty()) {
    return fail(ErrorKind::invalid, "a token needs a namespace and a service account");
  }
  std::chrono::seconds life = std::clamp<std::chrono::seconds>(request.life, kMinTokenLife, kMaxTokenLife);
  int64_t issued = base::to_seconds(now);
  json::Array audiences(request.audiences.begin(), request.audiences.end());
  // The members, and their order, are kube-apiserver's (pkg/serviceaccount/claims.go).
  json::Object bound{{"namespace", request.namespace_name},
                     {"serviceaccount",
                      json::Object{{"name", request.service_account}, {"uid", request.service_account_uid}}}};
  json::Object claims{
      {"aud", std::move(audiences)},
      {"exp", issued + life.count()},
      {"iat", issued},
      {"iss", request.issuer},
      {"jti", random.uuid()},
      {"kubernetes.io", std::move(bound)},
      {"nbf", issued},
      {"sub", fmt::format("system:serviceaccount:{}:{}", request.namespace_name, request.service_account)}};
  return crypto::sign_jwt(keys.keys[0].key, crypto::Algorithm::rs256, keys.keys[0].kid, claims);
}

}  // namespace identity
