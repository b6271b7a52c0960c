// An OIDC issuer of our own: the one that stands behind an embedded cluster, as EKS's does
// (OpenID Connect Discovery 1.0, 3 and 4).
#pragma once

#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/jwt.h"
#include "crypto/key.h"

namespace identity {

// The keys of an issuer: the newest signs; older ones are published until the tokens that they signed have expired.
struct IssuerKey {
  std::string kid;  // PublicKey::key_id(); RFC 7638's thumbprint of keys that older versions made
  crypto::PrivateKey key;
  base::Time created;
};
struct IssuerKeys {
  std::vector<IssuerKey> keys;  // newest first

  json::Value to_json() const;  // holds private keys: for the store only
  static base::Result<IssuerKeys> from_json(const json::Value& value);
};

inline constexpr auto kKeyLife = std::chrono::hours(24 * 7);   // EKS rotates every seven days
inline constexpr auto kMaxTokenLife = std::chrono::hours(24);  // 86400 s
// For so long after the next key came, the old one may sign: a real API server takes a new one at a restart.
inline constexpr auto kHandover = std::chrono::hours(1);
inline constexpr auto kMinTokenLife = std::chrono::seconds(600);  // the API server's floor

// To make a key takes a tenth of a second: too long for those who wait for a transaction. So the next one is
// made in the background. Safe from any thread.
class SpareKey {
 public:
  using Make = std::function<base::Result<crypto::PrivateKey>()>;

  // `make`: where a key comes from, if it is not to be generated each time.
  explicit SpareKey(Make make = {});

  base::Result<crypto::PrivateKey> take();  // waits if it is not ready
  void prepare();                           // from now on, one is made ahead

 private:
  Make make_;
  std::mutex mutex_;
  std::future<base::Result<crypto::PrivateKey>> next_;
};

// Adds a new key in front if there is none, or the newest is older than kKeyLife or has a name under which
// an API server would not sign; drops keys that can no longer have signed a live token. True if anything changed.
base::Result<bool> rotate(IssuerKeys& keys, base::Time now, bool force = false);
// Likewise, with a key made ahead if it needs one.
base::Result<bool> rotate(IssuerKeys& keys, base::Time now, SpareKey& spare, bool force = false);

json::Value discovery_document(
    std::string_view issuer);  // OpenID Connect Discovery 1.0, section 3; keys at ISSUER/keys
json::Value jwks_document(const IssuerKeys& keys);

struct TokenRequest {
  std::string issuer;  // URL
  std::string namespace_name;
  std::string service_account;
  std::string service_account_uid;
  std::vector<std::string> audiences;
  std::chrono::seconds life;  // clamped to kMinTokenLife..kMaxTokenLife
};
// A service-account token as the API server makes it: iss, sub, aud (an array), exp, iat, nbf, jti, kubernetes.io.
base::Result<std::string> issue_token(const IssuerKeys& keys, const TokenRequest& request, base::Time now,
                                      base::Random& random);

}  // namespace identity
