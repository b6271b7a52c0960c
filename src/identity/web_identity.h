// Verifies a web identity token as STS does: STS API Reference, AssumeRoleWithWebIdentity; RFC 7519, 7.2. What it
// must withstand is in attacks.yaml.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/deadline.h"
#include "crypto/jwt.h"
#include "net/client.h"
#include "net/transport.h"

namespace identity {

// The codes of AssumeRoleWithWebIdentity; http status 400 but for rejected_claim (403).
enum class TokenErrorCode { invalid_identity_token, expired_token, rejected_claim, idp_communication_error };
std::string_view token_error_name(TokenErrorCode code);  // InvalidIdentityToken, ExpiredTokenException, ...

struct TokenError {
  TokenErrorCode code;
  std::string message;  // AWS's own words where they are known
};
template <typename T>
using TokenResult = tl::expected<T, TokenError>;

// An OIDC provider as IAM stores it.
struct Provider {
  std::string arn;
  std::string url;  // https://HOST[/PATH]
  std::vector<std::string> client_ids;
  std::vector<std::string> thumbprints;
};

// Fetches discovery document and key set over TLS and keeps them.
//
// Cached for `fresh`; an unknown kid refetches, at most once per `min_refresh`; while the issuer does not
// answer, a stale set serves for `stale`. At most 1 MiB and 5 s a fetch, no redirects. Addresses must be
// global unless the host is in the override table, which maps HOST or *.SUFFIX to an address and port, or
// `local` allows more. Two providers share what was fetched only if they have the same URL and the same
// thumbprints. Safe from any thread; one thread at a time fetches from an issuer.
class KeyCache {
 public:
  struct Override {
    std::string address;
    uint16_t port = 443;
  };
  // Issuers on this machine and in its private networks need no override: for a server whom only this machine
  // can call, and who therefore opens no way to anybody. Link-local addresses stay closed, and so does the
  // server itself, which would answer one call by another.
  struct Local {
    uint16_t own_port = 0;  // asked nowhere near
  };
  // Issuers in this process, as a rehearsal has them: asked without a connection, whatever the host, and no
  // other ones are. `authority_pem` is the topmost certificate that such a host would present.
  struct InProcess {
    net::Transport* transport;  // outlives the cache
    std::string authority_pem;
  };
  struct Options {
    std::map<std::string, Override> overrides;
    std::vector<std::string>
        authorities_pem;  // trusted beside the system's roots and the provider's thumbprints
    std::chrono::seconds fresh{3600};
    std::chrono::seconds min_refresh{10};
    std::chrono::seconds stale{86400};
    std::optional<Local> local = {};
    std::optional<InProcess> in_process = {};
  };
  KeyCache(Options options, const base::Clock& clock);
  ~KeyCache();

  // A key set of the issuer that has `kid` if the issuer has it now.
  TokenResult<crypto::Jwks> keys(const Provider& provider, std::string_view kid,
                                 const base::Deadline& deadline);

  // The thumbprint of the topmost certificate that the issuer's jwks host presents: what IAM fetches when
  // CreateOpenIDConnectProvider is given none.
  base::Result<std::string> fetch_thumbprint(const std::string& issuer_url, const base::Deadline& deadline);

  // Whether the issuer is one that AWS could not reach: it is in the override table, or all addresses of its
  // host are local ones that may be asked.
  bool is_local(const std::string& issuer_url, const base::Deadline& deadline) const;

 private:
  struct Entry;
  std::shared_ptr<Entry> entry_of(const Provider& provider);

  Options options_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>> entries_;  // guarded by mutex_
};

inline constexpr auto kClockSkew = std::chrono::seconds(60);

// What STS takes from a verified token.
struct WebIdentity {
  std::string issuer;      // as in the token
  std::string issuer_key;  // without https://, the prefix of the condition keys
  std::string subject;
  std::string audience;                          // the value of the :aud key: azp if there is one
  std::optional<std::string> original_audience;  // :oaud, when azp took its place
  std::vector<std::string> amr;
  std::optional<std::string> source_identity;  // claim https://aws.amazon.com/source_identity
  std::map<std::string, std::string> tags;     // claim https://aws.amazon.com/tags
  std::vector<std::string> transitive_tag_keys;
  json::Value claims;  // all of them, as the issuer signed them
};

// In this order: the token's form, the provider, the issuer's keys, the signature, exp, nbf and iat, sub,
// aud, the claims that AWS defines. exp has no tolerance; nbf and iat may be kClockSkew ahead. All five of
// iss, sub, aud, exp and iat are required, and times are integers.
//
// `find_provider` gives the provider whose URL is exactly the token's issuer, in the account of the role.
TokenResult<WebIdentity> verify_web_identity(
    std::string_view token, const std::function<std::optional<Provider>(const std::string&)>& find_provider,
    KeyCache& keys, base::Time now, const base::Deadline& deadline);

}  // namespace identity
