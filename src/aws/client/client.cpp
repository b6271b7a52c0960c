#include "aws/client/client.h"

#include "aws/client/retry.h"

namespace aws {
namespace {

// Mistakes of the caller, and peers that do not answer, have no HTTP status.
tl::unexpected<Error> local_error(std::string_view code, const base::Error& error) {
  return tl::unexpected(Error{std::string(code), 0, error.message, {}});
}

bool has_credentials(const Credentials& credentials) {
  return !credentials.access_key_id.empty();
}

// Repeated calls must be known as such by the service, so the token is made once, before the first try.
json::Value with_tokens(const Operation& operation, const json::Value& input, base::Random& random) {
  json::Value filled = input.is_null() ? json::Value(json::Object{}) : input;
  if (!operation.input() || !filled.is_object()) return filled;
  Shape shape = *operation.input();
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member member = shape.member(i);
    if (!member.idempotency_token() || filled.as_object().contains(member.name())) continue;
    filled.as_object().set(member.name(), random.uuid());
  }
  return filled;
}

}  // namespace

Client::Client(ClientConfig config, const base::Clock& clock, base::Random& random)
    : config_(std::move(config)), clock_(clock), random_(random) {}

net::Client& Client::connection(const net::Url& url) {
  std::string name = fmt::format("{} {}:{}", url.tls ? "https" : "http", url.host, url.port);
  std::unique_ptr<net::Client>& client = connections_[name];
  if (!client) {
    net::ClientOptions options;
    options.url = url;
    options.trust.authorities_pem = config_.authorities_pem;
    client = net::Client::make(std::move(options));
  }
  return *client;
}

// One try: signed anew, since a date grows old while others wait.
Result<json::Value> Client::attempt(const Call& call, const base::Deadline& deadline) {
  net::Headers headers = call.request.headers;
  headers.set("Host", call.endpoint.url.host_header());
  if (has_credentials(config_.credentials) && !call.operation.unsigned_call()) {
    sign(headers, call.request.method, call.request.path, call.request.query, call.request.body,
         config_.credentials, {call.endpoint.signing_region, std::string(call.service.signing_name())},
         clock_.now());
  }
  std::string target = call.request.path;
  if (!call.request.query.empty()) target += "?" + call.request.query;
  auto answer = [&] {
    std::lock_guard lock(mutex_);
    return connection(call.endpoint.url)
        .send(call.request.method, target, headers, call.request.body, deadline);
  }();
  if (!answer) return local_error("Unreachable", answer.error().in(call.endpoint.url.host_header()));
  return decode_output(call.service, call.operation, answer->status, answer->headers, answer->body);
}

Result<Client::Call> Client::prepare(std::string_view service_id, std::string_view operation_name,
                                     const json::Value& input) {
  auto service = Service::find(service_id);
  if (!service) return error("UnknownService", 0, "no model is embedded for the service `{}`", service_id);
  auto operation = service->find_operation(operation_name);
  if (!operation)
    return error("UnknownOperation", 0, "`{}` has no operation `{}`", service_id, operation_name);
  auto endpoint = resolve_endpoint(*service, config_.region, config_.endpoint);
  if (!endpoint) return local_error("InvalidConfiguration", endpoint.error());
  auto request = encode_input(*service, *operation, with_tokens(*operation, input, random_));
  if (!request) return local_error("InvalidInput", request.error());

  if (service_id == "s3") place_bucket(*endpoint, request->path);
  std::string_view prefix = endpoint->url.target;
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  request->path.insert(0, prefix);
  return Call{*service, *operation, std::move(*endpoint), std::move(*request)};
}

Result<json::Value> Client::call(std::string_view service, std::string_view operation,
                                 const json::Value& input, const base::Deadline& deadline) {
  Call call = TRY(prepare(service, operation, input));
  for (int tried = 1;; ++tried) {
    auto answer = attempt(call, deadline);
    if (answer || tried >= config_.max_attempts || !is_transient(answer.error())) return answer;
    if (!wait(retry_delay(answer.error(), tried, random_), deadline)) return answer;
  }
}

}  // namespace aws
