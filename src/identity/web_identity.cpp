#include "identity/web_identity.h"

#include <algorithm>

#include "identity/aws_claims.h"

namespace identity {
namespace {

tl::unexpected<TokenError> invalid(std::string message) {
  return tl::unexpected(TokenError{TokenErrorCode::invalid_identity_token, std::move(message)});
}
tl::unexpected<TokenError> missing(std::string_view claim) {
  return invalid(fmt::format("Missing a required claim: {}", claim));  // STS's own words
}

TokenResult<crypto::Jwt> parse(std::string_view token) {
  auto jwt = crypto::parse_jwt(token);
  if (jwt) return std::move(*jwt);
  return invalid(
      fmt::format("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access "
                  "Token): {}",
                  jwt.error().message));
}

TokenResult<std::string> text_claim(const json::Value& claims, std::string_view name) {
  const json::Value* claim = claims.find(name);
  if (!claim || claim->is_null()) return missing(name);
  if (!claim->is_string() || claim->as_string().empty()) {
    return invalid(fmt::format("the claim `{}` is not a text", name));
  }
  return claim->as_string();
}

// Integers only, in seconds: a float could round a token into life (RFC 7519, 2: NumericDate).
TokenResult<int64_t> time_claim(const json::Value& claims, std::string_view name) {
  const json::Value* claim = claims.find(name);
  if (!claim || claim->is_null()) return missing(name);
  if (!claim->is_int()) return invalid(fmt::format("the claim `{}` is not an integer", name));
  return claim->as_int();
}

TokenResult<Provider> provider_of(
    const std::string& issuer,
    const std::function<std::optional<Provider>(const std::string&)>& find_provider) {
  auto provider = find_provider(issuer);
  // Byte for byte: no slash, case or port is mended, or else two issuers could pass for one.
  if (provider && provider->url == issuer) return std::move(*provider);
  constexpr size_t kLongestUrl = 255;  // IAM, CreateOpenIDConnectProvider
  return invalid(fmt::format("No OpenIDConnect provider found in your account for {}",
                             issuer.size() > kLongestUrl ? "this issuer" : issuer));
}

TokenResult<void> check_keys(const crypto::Jwt& jwt, const Provider& provider, KeyCache& cache,
                             const base::Deadline& deadline) {
  crypto::Jwks keys = TRY(cache.keys(provider, jwt.kid, deadline));
  switch (crypto::check_signature(jwt, keys)) {
    case crypto::SignatureCheck::valid:
      return {};
    case crypto::SignatureCheck::unknown_key:
      return invalid(
          "Couldn't retrieve verification key from your identity provider: it publishes no key with the "
          "token's `kid`");
    case crypto::SignatureCheck::invalid:
      break;
  }
  return invalid("the signature of the token is not valid");
}

TokenResult<void> check_times(const json::Value& claims, base::Time now) {
  int64_t seconds = base::to_seconds(now);
  int64_t expires = TRY(time_claim(claims, "exp"));
  if (seconds >= expires) {
    return tl::unexpected(TokenError{
        TokenErrorCode::expired_token,
        fmt::format("Token expired: current date/time {} must be before the expiration date/time {}", seconds,
                    expires)});
  }
  int64_t latest = seconds + kClockSkew.count();
  if (TRY(time_claim(claims, "iat")) > latest) return invalid("the token was issued in the future (`iat`)");
  if (claims.find("nbf") && TRY(time_claim(claims, "nbf")) > latest) {
    return invalid("the token is not valid yet (`nbf`)");
  }
  return {};
}

// RFC 7519 section 4.1.3: a text, or a list of texts.
TokenResult<std::vector<std::string>> audiences(const json::Value& claims) {
  const json::Value* claim = claims.find("aud");
  if (!claim || claim->is_null()) return missing("aud");
  if (claim->is_string()) return std::vector<std::string>{claim->as_string()};
  std::vector<std::string> list;
  if (!claim->is_array()) return invalid("the claim `aud` is neither a text nor a list of texts");
  for (const json::Value& one : claim->as_array()) {
    if (!one.is_string()) return invalid("the claim `aud` is neither a text nor a list of texts");
    list.push_back(one.as_string());
  }
  return list;
}

// With `azp`, that is the audience, for the provider's client ids and for the condition key alike; the first
// of `aud` is then `:oaud` (IAM User Guide, "Available keys for AWS web identity federation").
TokenResult<void> take_audience(const json::Value& claims, const Provider& provider, WebIdentity& identity) {
  std::vector<std::string> candidates = TRY(audiences(claims));
  if (const json::Value* party = claims.find("azp")) {
    if (!party->is_string()) return invalid("the claim `azp` is not a text");
    if (!candidates.empty()) identity.original_audience = candidates[0];
    candidates = {party->as_string()};
  }
  for (const std::string& candidate : candidates) {
    bool is_client = std::find(provider.client_ids.begin(), provider.client_ids.end(), candidate) !=
                     provider.client_ids.end();
    if (!is_client) continue;
    identity.audience = candidate;
    return {};
  }
  return invalid("Incorrect token audience");  // STS's own words
}

}  // namespace

std::string_view token_error_name(TokenErrorCode code) {
  switch (code) {
    case TokenErrorCode::invalid_identity_token:
      return "InvalidIdentityToken";
    case TokenErrorCode::expired_token:
      return "ExpiredTokenException";
    case TokenErrorCode::rejected_claim:
      return "IDPRejectedClaim";
    case TokenErrorCode::idp_communication_error:
      return "IDPCommunicationError";
  }
  return "";
}

TokenResult<WebIdentity> verify_web_identity(
    std::string_view token, const std::function<std::optional<Provider>(const std::string&)>& find_provider,
    KeyCache& keys, base::Time now, const base::Deadline& deadline) {
  crypto::Jwt jwt = TRY(parse(token));
  WebIdentity identity;
  identity.issuer = TRY(text_claim(jwt.claims, "iss"));
  Provider provider = TRY(provider_of(identity.issuer, find_provider));
  TRY(check_keys(jwt, provider, keys, deadline));
  TRY(check_times(jwt.claims, now));
  identity.subject = TRY(text_claim(jwt.claims, "sub"));
  TRY(take_audience(jwt.claims, provider, identity));
  TRY(take_aws_claims(jwt.claims, identity));
  constexpr std::string_view kScheme = "https://";
  identity.issuer_key = identity.issuer.substr(identity.issuer.starts_with(kScheme) ? kScheme.size() : 0);
  identity.claims = std::move(jwt.claims);
  return identity;
}

}  // namespace identity
