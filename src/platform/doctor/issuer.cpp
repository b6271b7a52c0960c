// The issuer of the cluster's tokens, and the account's knowledge of it.
#include <fmt/format.h>

#include <algorithm>

#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "crypto/certificate.h"
#include "crypto/jwt.h"
#include "platform/doctor/visit.h"

namespace platform {
namespace {

using json::Value;

constexpr const char* kDiscovery = "/.well-known/openid-configuration";

base::Result<Value> fetch_json(Visit& visit, const std::string& url) {
  Fetched fetched = TRY(visit.platform.connections.fetch_issuer(visit.cluster->access, url));
  if (fetched.status != 200) {
    return base::fail(base::ErrorKind::unavailable, "{} answers {}", url, fetched.status);
  }
  auto document = json::parse(fetched.body);
  if (!document) return base::fail(base::ErrorKind::invalid, "{}: {}", url, document.error().message);
  return std::move(*document);
}

// The key set, found as STS finds it.
base::Result<crypto::Jwks> fetch_keys(Visit& visit) {
  const std::string& issuer = visit.cluster->issuer;
  Value discovery = TRY(fetch_json(visit, issuer + kDiscovery));
  std::string_view named = discovery.string_or("issuer", "");
  if (named != issuer) {
    return base::fail(base::ErrorKind::invalid, "the discovery document names the issuer `{}`, expected `{}`",
                      named, issuer);
  }
  return crypto::parse_jwks(
      json::dump(TRY(fetch_json(visit, std::string(discovery.string_or("jwks_uri", ""))))));
}

void examine_audience(Visit& visit) {
  std::vector<std::string> ids = visit.provider->strings_at("ClientIDList");
  if (std::find(ids.begin(), ids.end(), blueprint::kStsAudience) != ids.end()) {
    return visit.pass("audience", fmt::format("{} is a client id of the provider", blueprint::kStsAudience));
  }
  visit.fail("audience",
             fmt::format("the provider's client ids are `{}`, the token's audience is `{}`",
                         fmt::join(ids, "`, `"), blueprint::kStsAudience),
             fmt::format("aws iam add-client-id-to-open-id-connect-provider --client-id {} "
                         "--open-id-connect-provider-arn {}",
                         blueprint::kStsAudience, visit.cluster->provider_arn()));
}

}  // namespace

void examine_issuer(Visit& visit) {
  if (!visit.cluster_is_active) return visit.skip("issuer", "there is no cluster");
  auto keys = fetch_keys(visit);
  if (!keys) {
    return visit.fail("issuer", keys.error().message,
                      "STS must reach the issuer over https to check any token");
  }
  if (!visit.token) return visit.pass("issuer", fmt::format("publishes {} keys over TLS", keys->keys.size()));
  bool published = std::any_of(keys->keys.begin(), keys->keys.end(),
                               [&](const auto& key) { return key.kid == visit.token->key_id; });
  if (published) {
    return visit.pass("issuer", fmt::format("publishes the token's key {} over TLS", visit.token->key_id));
  }
  visit.fail("issuer",
             fmt::format("the token was signed with key `{}`, which is not published", visit.token->key_id),
             kUpMends);
}

void examine_provider(Visit& visit) {
  if (!visit.cluster_is_active) return visit.skip("identity provider", "there is no cluster");
  const blueprint::ClusterTarget& cluster = *visit.cluster;
  std::string arn = cluster.provider_arn();
  auto found = find(*cluster.cloud, "iam", "GetOpenIDConnectProvider",
                    json::Object{{"OpenIDConnectProviderArn", arn}});
  if (!found) return visit.fail("identity provider", found.error().message, "");
  if (!*found) {
    visit.fail("identity provider",
               fmt::format("account {} has none for exactly `{}`", cluster.account_id, cluster.issuer),
               "make it: `slipway up`, or `aws iam create-open-id-connect-provider`");
    return visit.skip("audience", "there is no identity provider");
  }
  visit.provider = std::move(**found);
  visit.pass("identity provider", arn);
  examine_audience(visit);
}

void examine_thumbprint(Visit& visit) {
  if (!visit.provider) return visit.skip("thumbprint", "there is no identity provider");
  std::vector<std::string> registered = visit.provider->strings_at("ThumbprintList");
  auto fetched =
      visit.platform.connections.fetch_issuer(visit.cluster->access, visit.cluster->issuer + kDiscovery);
  if (!fetched || fetched->chain_pem.empty())
    return visit.skip("thumbprint", "the issuer does not answer over TLS");
  auto presented = crypto::thumbprint(fetched->chain_pem.back());
  if (!presented) return visit.fail("thumbprint", presented.error().message, "");
  if (std::find(registered.begin(), registered.end(), *presented) != registered.end()) {
    return visit.pass("thumbprint", *presented);
  }
  // The chain was believed, so STS believes it too, whatever is registered.
  visit.pass("thumbprint",
             fmt::format("the issuer's {} is not among those registered, and need not be: its authority "
                         "is trusted",
                         *presented));
}

}  // namespace platform
