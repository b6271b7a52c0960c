#include "kube/rest_client.h"

#include <algorithm>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "kube/status.h"

namespace kube {
namespace {

using base::Deadline;
using base::ErrorKind;
using std::chrono::milliseconds;

constexpr auto kBeforeExpiry = std::chrono::seconds(10);
constexpr size_t kMostOfRefusal = 1 << 20;

json::Value parse_or_null(const std::string& text) {
  auto value = json::parse(text, {64 << 20, 128, 5'000'000});
  return value ? std::move(*value) : json::Value();
}

}  // namespace

std::string query_of(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string query;
  for (const auto& [name, value] : parameters) {
    query += query.empty() ? "" : "&";
    query += base::percent_encode(name) + "=" + base::percent_encode(value);
  }
  return query;
}

RestClient::RestClient(Access access, const base::Clock& clock, std::shared_ptr<net::Transport> transport,
                       Patience patience)
    : access_(std::move(access)),
      clock_(clock),
      transport_(std::move(transport)),
      patience_(patience),
      has_answered_(access_.comes_back) {
  prefix_ = access_.server.target;
  while (prefix_.ends_with('/')) prefix_.pop_back();
}

std::string RestClient::target_of(const Request& request) const {
  return prefix_ + request.path + (request.query.empty() ? "" : "?" + request.query);
}

base::Result<RestClient::Signed> RestClient::sign(const Request& request, const Deadline& deadline) {
  std::lock_guard<std::mutex> one_at_a_time(asking_);
  bool is_fresh;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    is_fresh = credential_ && (!credential_->expires || *credential_->expires - kBeforeExpiry > clock_.now());
  }
  if (!is_fresh) {
    Credential fresh;
    if (access_.credentials) fresh = TRY(access_.credentials(deadline));
    std::lock_guard<std::mutex> lock(mutex_);
    credential_ = std::move(fresh);
    ++generation_;
  }
  std::lock_guard<std::mutex> lock(mutex_);
  Signed with;
  with.generation = generation_;
  with.remote.url = access_.server;
  if (access_.connect) {
    with.remote.connect_address = access_.connect->host;
    with.remote.connect_port = access_.connect->port;
  }
  with.remote.trust.system_roots = access_.authority_pem.empty();
  if (!access_.authority_pem.empty()) with.remote.trust.authorities_pem = {access_.authority_pem};
  with.remote.tls_server_name = access_.tls_server_name;
  with.remote.identity = credential_->identity;
  with.headers = access_.headers;
  with.headers.set("Accept", "application/json");
  with.headers.set("User-Agent", "slipway");
  if (!request.body.empty()) with.headers.set("Content-Type", request.content_type);
  if (!credential_->token.empty()) with.headers.set("Authorization", "Bearer " + credential_->token.reveal());
  return with;
}

bool RestClient::forget_credential(int generation) {
  if (!access_.credentials) return false;
  std::lock_guard<std::mutex> lock(mutex_);
  if (generation_ == generation) credential_.reset();
  return true;
}

net::ClientRequest RestClient::http_request(const Request& request, const Signed& with) const {
  return {request.method, target_of(request), with.headers, request.body, request.repeatable};
}

RestClient::Try RestClient::try_once(const Request& request, const Deadline& deadline) {
  Try tried;
  auto with = sign(request, deadline);
  if (!with) {
    tried.answer = tl::unexpected(
        with.error().in(fmt::format("no credential for cluster `{}` could be had", access_.cluster)));
    tried.generation = -1;
    return tried;
  }
  tried.generation = with->generation;
  auto answer =
      transport_->send(with->remote, http_request(request, *with), deadline.at_most(patience_.one_try));
  if (!answer) {
    tried.answer = tl::unexpected(connection_error(access_, request.what, answer.error().error));
    tried.may_repeat = request.repeatable || answer.error().nothing_sent;
    return tried;
  }
  if (auto after = base::parse_int(answer->headers.get("Retry-After")); after && *after >= 0)
    tried.retry_after = std::chrono::seconds(std::min<int64_t>(*after, 30));
  tried.answer = Answer{answer->status, parse_or_null(answer->body)};
  std::lock_guard<std::mutex> lock(mutex_);
  has_answered_ = true;
  return tried;
}

std::optional<milliseconds> RestClient::pause_after(const Request& request, const Try& tried, int tries,
                                                    std::chrono::steady_clock::time_point begun) const {
  auto doubled = patience_.first_pause * (1LL << std::min(tries - 1, 10));
  auto next = std::min<milliseconds>(doubled, patience_.longest_pause);
  if (!tried.answer) {
    std::lock_guard<std::mutex> lock(mutex_);
    bool may_heal = tried.answer.error().kind == ErrorKind::unavailable && has_answered_ &&
                    tried.generation >= 0 && tried.may_repeat;
    bool in_time = std::chrono::steady_clock::now() - begun + next < patience_.connection_lost;
    return may_heal && in_time ? std::optional(next) : std::nullopt;
  }
  int status = tried.answer->status;
  if (status == 401 && access_.comes_back) {
    return std::chrono::steady_clock::now() - begun + next < patience_.connection_lost ? std::optional(next)
                                                                                       : std::nullopt;
  }
  if ((status != 429 && status < 500) || tries >= patience_.tries) return std::nullopt;
  // With Retry-After the server says that it did nothing yet.
  if (tried.retry_after.count() >= 0) return std::max(tried.retry_after, next);
  bool may_heal = status == 429 || (request.repeatable && status != 501);
  return may_heal ? std::optional(next) : std::nullopt;
}

base::Result<Answer> RestClient::send(const Request& request, const Deadline& deadline) {
  auto begun = std::chrono::steady_clock::now();
  bool asked_anew = false;
  for (int tries = 1;; ++tries) {
    Try tried = try_once(request, deadline);
    bool is_refused = tried.answer && tried.answer->status == 401;
    if (is_refused && !asked_anew && forget_credential(tried.generation)) {
      asked_anew = true;
      continue;
    }
    auto next = pause_after(request, tried, tries, begun);
    if (!next || *next >= deadline.left()) return std::move(tried.answer);
    deadline.pause(*next);
    if (is_refused) forget_credential(tried.generation);
    if (deadline.stopped()) return std::move(tried.answer);
  }
}

base::Result<json::Value> RestClient::call(const Request& request, const Deadline& deadline) {
  Answer answer = TRY(send(request, deadline));
  if (!answer.is_success()) return tl::unexpected(error_of(request, answer));
  return std::move(answer.body);
}

// What OpenSSL cannot know and the API server does not say.
std::string RestClient::expired_certificate() const {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!credential_ || credential_->identity.certificate_pem.empty()) return "";
  auto end = crypto::expiry(credential_->identity.certificate_pem);
  if (!end || *end > clock_.now()) return "";
  return fmt::format("the client certificate of `{}` expired at {}", access_.user, base::iso8601(*end));
}

base::Error RestClient::error_of(const Request& request, const Answer& answer) const {
  base::Error error = status_error(access_, request.what, answer.status, answer.body);
  if (answer.status != 401) return error;
  if (std::string expired = expired_certificate(); !expired.empty()) {
    error.message += "; " + expired;
    error.hint = "get a fresh certificate for `" + access_.user + "`";
  }
  return error;
}

base::Result<std::unique_ptr<net::ResponseStream>> RestClient::stream(const Request& request,
                                                                      const Deadline& deadline) {
  for (bool again = true;; again = false) {
    Signed with = TRY(sign(request, deadline));
    auto opened =
        transport_->stream(with.remote, http_request(request, with), deadline.at_most(patience_.one_try));
    if (!opened) return tl::unexpected(connection_error(access_, request.what, opened.error()));
    int status = (*opened)->status();
    if (status >= 200 && status < 300) return std::move(*opened);
    if (status == 401 && again && forget_credential(with.generation)) continue;
    std::string body;
    while (body.size() < kMostOfRefusal) {
      auto piece = (*opened)->next(deadline.at_most(patience_.one_try));
      if (!piece || piece->empty()) break;
      body += *piece;
    }
    return tl::unexpected(error_of(request, {status, parse_or_null(body)}));
  }
}

base::Result<std::unique_ptr<net::WebSocket>> RestClient::websocket(const Request& request,
                                                                    const std::vector<std::string>& protocols,
                                                                    const Deadline& deadline) {
  for (bool again = true;; again = false) {
    Signed with = TRY(sign(request, deadline));
    net::WebSocketRequest upgrade;
    upgrade.target = target_of(request);
    upgrade.headers = with.headers;
    upgrade.protocols = protocols;
    auto answer =
        net::connect_websocket(net::ClientOptions{with.remote}, upgrade, deadline.at_most(patience_.one_try));
    if (!answer) return tl::unexpected(connection_error(access_, request.what, answer.error()));
    if (answer->socket) return std::move(answer->socket);
    int status = answer->refusal.status;
    if (status == 401 && again && forget_credential(with.generation)) continue;
    return tl::unexpected(error_of(request, {status, parse_or_null(answer->refusal.body)}));
  }
}

}  // namespace kube
