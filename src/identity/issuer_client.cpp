#include "identity/issuer_client.h"

#include <algorithm>

#include "crypto/certificate.h"
#include "net/address.h"
#include "net/resolve.h"

namespace identity {
namespace {

constexpr size_t kMaxDocumentSize = 1 << 20;
constexpr auto kFetchTimeout = std::chrono::seconds(5);

// STS's own words (github.com/aws/aws-sdk-php/issues/1725,
// github.com/aws-actions/configure-aws-credentials/issues/357).
constexpr std::string_view kNoKey =
    "Couldn't retrieve verification key from your identity provider, please reference "
    "AssumeRoleWithWebIdentity documentation for requirements";
constexpr std::string_view kThumbprintMismatch =
    "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint";

tl::unexpected<TokenError> unusable(std::string_view why) {
  return tl::unexpected(
      TokenError{TokenErrorCode::invalid_identity_token, fmt::format("{}: {}", kNoKey, why)});
}
tl::unexpected<TokenError> unreachable(std::string_view why) {
  return tl::unexpected(TokenError{TokenErrorCode::idp_communication_error,
                                   fmt::format("the identity provider could not be reached: {}", why)});
}

// HOST before *.SUFFIX, and the longest suffix first.
const KeyCache::Override* find_override(const KeyCache::Options& options, std::string_view host) {
  auto exact = options.overrides.find(std::string(host));
  if (exact != options.overrides.end()) return &exact->second;
  for (size_t dot = host.find('.'); dot != std::string_view::npos; dot = host.find('.', dot + 1)) {
    auto wild = options.overrides.find("*" + std::string(host.substr(dot)));
    if (wild != options.overrides.end()) return &wild->second;
  }
  return nullptr;
}

// An https URL, and why not otherwise: an issuer's key set decides who may enter, so it never comes in the clear.
base::Result<net::Url> https_url(std::string_view text) {
  net::Url url = TRY(net::Url::parse(text));
  if (!url.tls) return base::fail(base::ErrorKind::invalid, "`{}` is not an https URL", text);
  return url;
}

bool is_local_address(const std::string& address) {
  net::AddressReach reach = net::reach_of(address);
  return reach == net::AddressReach::loopback || reach == net::AddressReach::private_network;
}

// Who may register a provider could otherwise make this machine knock at its own network (SSRF).
class Door {
 public:
  Door(const net::Url& url, const KeyCache::Options& options, bool may_be_local)
      : url_(url), local_(options.local), may_be_local_(may_be_local && options.local) {}

  // The client asks about the very address that it then connects to, so a name cannot change in between.
  bool lets_out_to(const std::string& address) {
    refusal_ = refusal(address);
    led_home_ = refusal_.empty() && is_local_address(address);
    return refusal_.empty();
  }
  bool led_home() const { return led_home_; }  // the last address was a local one
  const std::string& refusal() const { return refusal_; }

 private:
  std::string refusal(const std::string& address) const {
    if (net::reach_of(address) == net::AddressReach::global) return "";
    if (!is_local_address(address)) return "its address is not a public one";
    if (!may_be_local_) {
      return fmt::format(
          "its address is not a public one; `--issuer {}=ADDRESS:PORT` of `slipway account "
          "serve` opens the way to it",
          url_.host);
    }
    return url_.port == local_->own_port ? "its port is that of this account itself" : "";
  }

  net::Url url_;
  const std::optional<KeyCache::Local>& local_;
  bool may_be_local_;
  bool led_home_ = false;
  std::string refusal_;
};

// The connection to one host of an issuer.
class Host {
 public:
  Host(const net::Url& url, const KeyCache::Options& options, const std::vector<std::string>& thumbprints,
       bool may_be_local = true)
      : host_header_(url.host_header()), in_process_(options.in_process), door_(url, options, may_be_local) {
    remote_.url = url;
    if (in_process_) return;
    net::ClientOptions client;
    client.url = url;
    client.trust.authorities_pem = options.authorities_pem;
    client.trust.thumbprints = thumbprints;
    client.max_body_bytes = kMaxDocumentSize;
    if (const KeyCache::Override* override = find_override(options, url.host)) {
      client.connect_address = override->address;
      client.connect_port = override->port;
    } else {
      client.allow_address = [this](const std::string& address) { return door_.lets_out_to(address); };
    }
    client_ = net::Client::make(std::move(client));
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  // An issuer out there must not lead us into our own network by the address of its keys.
  bool may_have_keys_at_home() const { return door_.led_home(); }
  bool serves(const net::Url& url) const { return url.host_header() == host_header_; }
  std::vector<std::string> presented_chain() const {
    return in_process_ ? std::vector{in_process_->authority_pem} : client_->presented_chain();
  }

  TokenResult<std::string> get(const std::string& target, const base::Deadline& deadline) {
    auto response = send(target, deadline);
    if (!response) return failure(response.error());
    if (response->status >= 500 || response->status == 429) {
      return unreachable(fmt::format("it answered with status {}", response->status));
    }
    if (response->status != 200) return unusable(fmt::format("it answered with status {}", response->status));
    if (response->headers.find("Content-Encoding")) return unusable("its answer is encoded");
    return std::move(response->body);
  }

 private:
  base::Result<net::ClientResponse> send(const std::string& target, const base::Deadline& deadline) {
    // No Accept-Encoding: a compressed answer could be far larger than it looks.
    net::Headers headers = {{"Accept", "application/json"}};
    if (!in_process_) return client_->send("GET", target, headers, "", deadline);
    net::ClientRequest request;
    request.target = target;
    request.headers = std::move(headers);
    net::Exchange answer = in_process_->transport->send(remote_, request, deadline);
    if (!answer) return tl::unexpected(std::move(answer).error().error);
    return std::move(*answer);
  }

  tl::unexpected<TokenError> failure(const base::Error& error) const {
    if (error.kind == base::ErrorKind::denied) return unusable(door_.refusal());
    if (error.message.find("is not trusted") != std::string::npos) {  // see net/tls_client.cpp
      return tl::unexpected(
          TokenError{TokenErrorCode::invalid_identity_token, std::string(kThumbprintMismatch)});
    }
    if (error.kind == base::ErrorKind::invalid) return unusable(error.message);
    return unreachable(error.message);
  }

  std::string host_header_;
  net::Remote remote_;
  const std::optional<KeyCache::InProcess>& in_process_;
  Door door_;
  std::unique_ptr<net::Client> client_;  // unless it is in this process
};

// OpenID Connect Discovery 1.0, section 4.
std::string discovery_target(const net::Url& issuer) {
  std::string path = issuer.target;
  while (path.ends_with('/')) path.pop_back();
  return path + "/.well-known/openid-configuration";
}

TokenResult<net::Url> jwks_url(std::string_view discovery, const std::string& issuer) {
  auto document = json::parse(discovery);
  if (!document || !document->is_object()) return unusable("its discovery document is not a JSON object");
  // Section 4.3: or else anybody's document could name the keys of this issuer.
  if (document->string_or("issuer", "") != issuer)
    return unusable("its discovery document is of another issuer");
  auto url = https_url(document->string_or("jwks_uri", ""));
  if (!url) return unusable("the jwks_uri of its discovery document is not an https URL");
  return *url;
}

// Of the last certificate that the host presented, whether it was trusted or not.
base::Result<std::string> topmost(const Host& host, const TokenResult<std::string>& answer) {
  std::vector<std::string> chain = host.presented_chain();
  if (!chain.empty()) return crypto::thumbprint(chain.back());
  return base::fail(base::ErrorKind::unavailable, "{}",
                    answer ? "the identity provider presented no certificate" : answer.error().message);
}

}  // namespace

TokenResult<crypto::Jwks> fetch_keys(const Provider& provider, const KeyCache::Options& options,
                                     const base::Deadline& deadline) {
  base::Deadline limit = deadline.at_most(kFetchTimeout);
  auto issuer = https_url(provider.url);
  if (!issuer) return unusable(issuer.error().message);
  Host host(*issuer, options, provider.thumbprints);
  std::string discovery = TRY(host.get(discovery_target(*issuer), limit));
  net::Url keys = TRY(jwks_url(discovery, provider.url));

  std::string text;
  if (host.serves(keys)) {
    text = TRY(host.get(keys.target, limit));
  } else {
    Host other(keys, options, provider.thumbprints, host.may_have_keys_at_home());
    text = TRY(other.get(keys.target, limit));
  }
  auto jwks = crypto::parse_jwks(text);
  if (!jwks) return unusable(jwks.error().message);
  return std::move(*jwks);
}

base::Result<std::string> fetch_top_thumbprint(const std::string& issuer_url,
                                               const KeyCache::Options& options,
                                               const base::Deadline& deadline) {
  auto unavailable = [](const TokenError& error) {
    return tl::unexpected(base::Error{base::ErrorKind::unavailable, error.message, {}});
  };
  base::Deadline limit = deadline.at_most(kFetchTimeout);
  net::Url issuer = TRY(https_url(issuer_url));
  Host host(issuer, options, {});
  auto discovery = host.get(discovery_target(issuer), limit);
  bool may_have_keys_at_home = host.may_have_keys_at_home();
  std::string top = TRY(topmost(host, discovery));
  if (!discovery) {
    // Perhaps only for want of trust. What IAM does for a private authority: it takes the chain that it meets first.
    Host trusting(issuer, options, {top});
    discovery = trusting.get(discovery_target(issuer), limit);
    if (!discovery) return unavailable(discovery.error());
    may_have_keys_at_home = trusting.may_have_keys_at_home();
  }
  auto keys = jwks_url(*discovery, issuer_url);
  if (!keys) return unavailable(keys.error());
  if (host.serves(*keys)) return top;
  Host other(*keys, options, {}, may_have_keys_at_home);
  return topmost(other, other.get(keys->target, limit));
}

bool is_local_issuer(const std::string& issuer_url, const KeyCache::Options& options,
                     const base::Deadline& deadline) {
  auto url = https_url(issuer_url);
  if (!url || options.in_process) return false;
  if (find_override(options, url->host)) return true;
  if (!options.local) return false;
  auto addresses = net::resolve(url->host, deadline.at_most(kFetchTimeout));
  return addresses && !addresses->empty() &&
         std::all_of(addresses->begin(), addresses->end(), is_local_address);
}

}  // namespace identity
