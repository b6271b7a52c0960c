// For tests: an https server that behaves as an issuer does, or as the `issuer` of a row in attacks.yaml says.
#pragma once

#include <atomic>
#include <mutex>

#include "base/clock.h"
#include "crypto/certificate.h"
#include "identity/testing/forge.h"
#include "identity/web_identity.h"
#include "net/server.h"

namespace identity::testing {

class FakeIssuer {
 public:
  // `more_hosts`: those that it plays besides.
  explicit FakeIssuer(std::vector<std::string> more_hosts = {}) : more_hosts_(std::move(more_hosts)) {
    base::Time now = base::SystemClock().now();  // TLS looks at the real clock
    authority_ = *crypto::make_authority("authority of the tests", now);
    std::vector<std::string> names = {"oidc.eks.eu-west-3.amazonaws.com", "keys.example", "127.0.0.1", "::1",
                                      "localhost"};
    names.insert(names.end(), more_hosts_.begin(), more_hosts_.end());
    auto server = *crypto::issue_certificate(authority_, names, now);
    net::ServerOptions options;
    options.certificate_pem = server.certificate_pem;
    options.key_pem = server.key_pem;
    server_ =
        *net::Server::start(std::move(options), [this](net::Request& request) { return answer(request); });
  }

  uint16_t port() const { return server_->port(); }
  const std::string& authority_pem() const { return authority_.certificate_pem; }
  std::string top_thumbprint() const { return *crypto::thumbprint(authority_.certificate_pem); }
  int requests() const { return requests_; }

  void behave(const json::Value* how, std::string key_set) {
    std::lock_guard lock(mutex_);
    how_ = how ? *how : json::Value(json::Object{});
    key_set_ = std::move(key_set);
    requests_ = 0;
  }

  // Trusts the authority, and finds the issuer's hosts here.
  KeyCache::Options options() const {
    KeyCache::Options options;
    options.authorities_pem = {authority_.certificate_pem};
    options.overrides = {{"*.eks.eu-west-3.amazonaws.com", {"127.0.0.1", port()}},
                         {"keys.example", {"127.0.0.1", port()}}};
    for (const std::string& host : more_hosts_) options.overrides[host] = {"127.0.0.1", port()};
    return options;
  }

  // {port} in a text of a row is this server's port.
  std::string fill(std::string text) const {
    for (size_t at; (at = text.find("{port}")) != std::string::npos;)
      text.replace(at, 6, std::to_string(port()));
    return text;
  }

 private:
  net::Response answer(const net::Request& request) {
    ++requests_;
    json::Value how;
    std::string keys;
    {
      std::lock_guard lock(mutex_);
      how = how_;
      keys = key_set_;
    }
    base::kSystemClock.wait_for(std::chrono::milliseconds(how.int_or("delay_ms", 0)), {});
    constexpr std::string_view kDiscovery = "/.well-known/openid-configuration";
    bool is_discovery = request.path.ends_with(kDiscovery);
    net::Response response;
    response.status = static_cast<int>(how.int_or(is_discovery ? "discovery_status" : "keys_status", 200));
    for (auto [name, header] :
         {std::pair("location", "Location"), std::pair("encoding", "Content-Encoding")}) {
      if (how.find(name)) response.headers.add(header, fill(std::string(how.string_or(name, ""))));
    }
    std::string body = is_discovery ? discovery(request, how) : keys;
    if (!is_discovery) body = how.string_or("keys_text", body);
    body.append(static_cast<size_t>(how.int_or("padding", 0)), ' ');
    response.body = std::move(body);
    return response;
  }

  // The issuer is what the request was for, unless the row says otherwise.
  std::string discovery(const net::Request& request, const json::Value& how) const {
    if (how.find("discovery_text")) return std::string(how.string_or("discovery_text", ""));
    std::string path = request.path.substr(0, request.path.find("/.well-known/"));
    std::string issuer = "https://" + std::string(request.headers.get("Host")) + path;
    std::string keys = issuer + "/keys";
    json::Value document = json::Object{{"issuer", how.string_or("says_issuer", issuer)},
                                        {"jwks_uri", fill(std::string(how.string_or("jwks_uri", keys)))}};
    return json::dump(document);
  }

  const std::vector<std::string> more_hosts_;
  crypto::Credential authority_;
  std::mutex mutex_;
  json::Value how_ = json::Object{};
  std::string key_set_;
  std::atomic<int> requests_ = 0;
  std::unique_ptr<net::Server> server_;  // last: it stops before what its handler uses is gone
};

}  // namespace identity::testing
