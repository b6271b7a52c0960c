#include "aws/client/client.h"

#include "aws/client/retry.h"

namespace aws {
namespace {

// Mistakes of the caller, and peers that do not answer, have no HTTP status.
tl::unexpected<Error> local_error(std::string_view code, const base::Error& error) {
  return tl::unexpected(Error{std::string(code), 0, error.message, {}});
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

// The member of a shape that is a stream of bytes, and so no part of a value (protocol.h).
std::optional<Member> stream_of(const std::optional<Shape>& shape) {
  auto payload = shape ? shape->payload() : std::nullopt;
  return payload && payload->streaming() ? payload : std::nullopt;
}

std::optional<std::string> take_stream(const Operation& operation, json::Value& input) {
  auto stream = stream_of(operation.input());
  json::Value* bytes = stream && input.is_object() ? input.as_object().find(stream->name()) : nullptr;
  if (!bytes || !bytes->is_string()) return std::nullopt;
  std::string taken = std::move(bytes->as_string());
  input.as_object().erase(stream->name());
  return taken;
}

// It is not known whether the last call did what it was to do.
Error outcome_unknown(std::string_view operation, const Error& cause) {
  return Error{
      "OutcomeUnknown", cause.status,
      fmt::format("it is not known whether {} was done: {}: {}", operation, cause.code, cause.message)};
}

}  // namespace

std::shared_ptr<CredentialSource> fixed_credentials(Credentials credentials) {
  class Fixed final : public CredentialSource {
   public:
    explicit Fixed(Credentials credentials) : credentials_(std::move(credentials)) {}
    base::Result<Credentials> credentials(const base::Deadline&) override { return credentials_; }

   private:
    const Credentials credentials_;
  };
  return std::make_shared<Fixed>(std::move(credentials));
}

Client::Client(ClientConfig config, std::shared_ptr<net::Transport> transport, const base::Clock& clock,
               base::Random& random)
    : config_(std::move(config)), transport_(std::move(transport)), clock_(clock), random_(random) {}

// Signed anew, since dates and credentials grow old while others wait.
Client::Try Client::attempt(const Call& call, const base::Deadline& deadline) {
  net::Headers headers = call.request.headers;
  headers.set("Host", call.endpoint.url.host_header());
  if (config_.credentials && !call.operation.unsigned_call()) {
    auto credentials = config_.credentials->credentials(deadline);
    if (!credentials) return {local_error("NoCredentials", credentials.error()), false, false};
    sign(headers, call.request.method, call.request.path, call.request.query, call.request.body, *credentials,
         {call.endpoint.signing_region, std::string(call.service.signing_name())}, clock_.now());
  }
  net::Remote remote;
  remote.url = call.endpoint.url;
  remote.trust.authorities_pem = config_.authorities_pem;
  std::string query = call.request.query.empty() ? "" : "?" + call.request.query;
  net::ClientRequest request{call.request.method, call.request.path + query, std::move(headers),
                             call.request.body, call.effect != Effect::once};
  net::Exchange exchange = transport_->send(remote, request, deadline);
  if (!exchange) {
    base::Error why = exchange.error().error.in(call.endpoint.url.host_header());
    return {local_error("Unreachable", why), !exchange.error().nothing_sent, false};
  }
  Try answered{
      decode_output(call.service, call.operation, exchange->status, exchange->headers, exchange->body)};
  if (auto stream = stream_of(call.operation.output()); stream && answered.answer)
    answered.answer->as_object().set(stream->name(), std::move(exchange->body));
  return answered;
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
  json::Value value = with_tokens(*operation, input, random_);
  auto stream = take_stream(*operation, value);
  auto request = encode_input(*service, *operation, value);
  if (!request) return local_error("InvalidInput", request.error());
  if (stream) request->body = std::move(*stream);

  if (service_id == "s3") place_bucket(*endpoint, request->path);
  std::string_view prefix = endpoint->url.target;
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  request->path.insert(0, prefix);
  return Call{*service, *operation, effect_of(*service, *operation), std::move(*endpoint),
              std::move(*request)};
}

bool Client::may_repeat(const Call& call, const Try& last) {
  if (!last.answered && !last.sent) return last.answer.error().code == "Unreachable";
  return is_throttling(last.answer.error()) ||
         (call.effect != Effect::once && is_transient(last.answer.error()));
}

Result<json::Value> Client::call(std::string_view service, std::string_view operation,
                                 const json::Value& input, const base::Deadline& deadline) {
  Call call = TRY(prepare(service, operation, input));
  bool in_doubt = false;  // an earlier try may have done it
  for (int tried = 1;; ++tried) {
    Try last = attempt(call, deadline);
    if (last.answer) return last.answer;
    const Error& error = last.answer.error();
    bool lost = last.sent && is_transient(error) && !is_throttling(error);
    in_doubt = in_doubt || lost;
    bool goes_on = tried < config_.max_attempts && may_repeat(call, last) &&
                   config_.pause(retry_delay(error, tried, random_), deadline);
    if (goes_on) continue;
    // What is certain is told as it is: a refusal of what was never done before.
    bool unknown = call.effect != Effect::read && in_doubt && is_transient(error);
    return unknown ? tl::unexpected(outcome_unknown(operation, error)) : std::move(last.answer);
  }
}

}  // namespace aws
