#include "load/requests.h"

#include "aws/client/endpoint.h"
#include "aws/protocol/protocol.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

namespace load {
namespace {

constexpr std::string_view kNumber = "{n}";

std::string with_number(std::string text, size_t number) {
  for (size_t at = 0; (at = text.find(kNumber, at)) != std::string::npos;)
    text.replace(at, kNumber.size(), std::to_string(number));
  return text;
}

// Not all of one letter, so that nothing on the way gets away with less.
std::string some_bytes(size_t size) {
  std::string bytes(size, '\0');
  uint32_t state = 1;
  for (char& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

std::string head_of(const aws::EncodedRequest& request, const net::Headers& headers, size_t body_size) {
  std::string head = fmt::format("{} {}", request.method, request.path);
  if (!request.query.empty()) head += "?" + request.query;
  head += " HTTP/1.1\r\n";
  for (const net::Header& header : headers) head += fmt::format("{}: {}\r\n", header.name, header.value);
  if (request.method != "GET") head += fmt::format("Content-Length: {}\r\n", body_size);
  return head + "\r\n";
}

}  // namespace

std::vector<Request> prepare_posts(const net::Url& server, const std::string& path, const std::string& bodies,
                                   const base::Secret& authorization) {
  std::vector<Request> requests;
  for (std::string_view body : base::split(bodies, '\n')) {
    if (body.empty()) continue;
    std::string head = fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\nContent-Type: application/json\r\n"
        "Content-Length: {}\r\n\r\n",
        path, server.host_header(), authorization.reveal(), body.size());
    requests.push_back({std::move(head), std::make_shared<const std::string>(body)});
  }
  return requests;
}

aws::Result<std::vector<Request>> prepare(const Plan& plan) {
  auto service = aws::Service::find(plan.service);
  auto operation = service ? service->find_operation(plan.operation) : std::nullopt;
  if (!operation) return aws::error("UnknownOperation", 0, "no `{}` of `{}`", plan.operation, plan.service);
  aws::Endpoint endpoint = TRY(aws::resolve_endpoint(*service, plan.region, plan.endpoint));
  auto streamed = std::make_shared<const std::string>(some_bytes(plan.body_bytes));

  std::vector<Request> requests;
  for (size_t i = 0; i < plan.distinct; ++i) {
    json::Value input = TRY(json::parse(with_number(plan.input, i)));
    aws::EncodedRequest encoded = TRY(aws::encode_input(*service, *operation, input));
    auto body = plan.body_bytes > 0 ? streamed : std::make_shared<const std::string>(encoded.body);
    net::Headers headers = encoded.headers;
    headers.set("Host", endpoint.url.host_header());
    if (!operation->unsigned_call()) {
      aws::sign(headers, encoded.method, encoded.path, encoded.query, *body, plan.credentials,
                {endpoint.signing_region, std::string(service->signing_name())}, base::SystemClock().now());
    }
    requests.push_back({head_of(encoded, headers, body->size()), body});
  }
  return requests;
}

}  // namespace load
