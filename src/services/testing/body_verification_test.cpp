// No signed call runs whose body is another than the one that was signed: each operation of the model table
// is sent with one byte of its body flipped, under every content type, none of which its signature covers.
#include <gtest/gtest.h>

#include <deque>

#include "aws/testing/wire.h"
#include "base/text.h"
#include "services/all.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

constexpr std::string_view kContentTypes[] = {
    "",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-8",
    "APPLICATION/X-WWW-FORM-URLENCODED",
    "application/json",
    "application/x-amz-json-1.0",
    "application/x-amz-json-1.1",
    "application/cbor",
    "application/xml",
    "application/octet-stream",
    "multipart/form-data; boundary=x",
    "text/plain",
};

int runs = 0;

Output count_run(Call&) {
  ++runs;
  return Object{};
}

Dialect dialect_of(std::string_view model) {
  for (const Service& service : services::all())
    if (service.model == model) return service.dialect;
  return {};
}

// A row for each operation of the table, which does nothing but count.
class CountingGateway {
 public:
  explicit CountingGateway(EmbeddedAccount& account) {
    std::vector<Service> services;
    for (uint32_t i = 0; i < aws::Service::count(); ++i) {
      aws::Service model = aws::Service::at(i);
      std::vector<Operation>& rows = rows_.emplace_back();
      for (uint32_t k = 0; k < model.operation_count(); ++k)
        rows.push_back({model.operation(k).name(), {nothing()}, count_run});
      services.push_back(
          {model.id(), model.id(), {std::span<const Operation>(rows)}, dialect_of(model.id())});
    }
    gateway_ = std::make_unique<Gateway>(account.store(), account.facilities(), std::move(services),
                                         std::vector<std::string>{});
  }

  // Whether the call ran; `answer` is what was answered.
  bool runs_call(net::Request request, net::Response& answer) {
    int before = runs;
    answer = gateway_->handle(request);
    return runs > before;
  }

 private:
  std::deque<std::vector<Operation>> rows_;
  std::unique_ptr<Gateway> gateway_;
};

struct SignedCall {
  net::Request request;
  std::string body;

  net::Request with(std::string content_type, std::string bytes) const {
    net::Request out = request;
    if (!content_type.empty()) out.headers.set("Content-Type", std::move(content_type));
    out.body_size = bytes.size();
    out.body = std::make_shared<net::StringBody>(std::move(bytes));
    return out;
  }
};

// Digests of the body beside the signature would refuse another one before it does.
void leave_out_digests(net::Headers& headers) {
  net::Headers kept;
  for (const net::Header& header : headers) {
    std::string name = base::lower(header.name);
    bool digest =
        name == "content-md5" || name.starts_with("x-amz-checksum-") || name.starts_with("x-amz-sdk-");
    if (!digest && name != "content-type") kept.add(header.name, header.value);
  }
  headers = std::move(kept);
}

// A call with a body, if the operation can have one.
aws::EncodedRequest encoded_call(base::Random& random, const aws::Service& service,
                                 const aws::Operation& operation) {
  aws::EncodedRequest encoded;
  for (int tried = 0; tried < 20 && encoded.body.empty(); ++tried) {
    json::Object input;
    if (auto shape = operation.input())
      input = aws::ValueMaker(random, service.protocol(), false).structure(*shape);
    input.erase("DryRun");  // of which nothing runs
    encoded = aws::encode_input(service, operation, std::move(input)).value_or(std::move(encoded));
  }
  return encoded;
}

// What needs no body gets one all the same: it is covered, too.
SignedCall sign_call(EmbeddedAccount& account, const aws::Service& service, const aws::Operation& operation) {
  aws::EncodedRequest encoded = encoded_call(account.random, service, operation);
  if (encoded.body.empty()) encoded.body = service.protocol() == aws::Protocol::rest_json ? "{}" : "a=b&acl";
  leave_out_digests(encoded.headers);
  encoded.headers.set("Host", "127.0.0.1:4566");
  aws::sign(encoded.headers, encoded.method, encoded.path, encoded.query, encoded.body, account.root(),
            {service.global() ? "us-east-1" : kRegion, std::string(service.signing_name())},
            account.clock.now());
  net::Request request = aws::request_of(encoded);
  request.headers = encoded.headers;
  return {std::move(request), encoded.body};
}

TEST(BodyVerification, no_operation_runs_with_another_body_than_was_signed) {
  EmbeddedAccount account;
  CountingGateway gateway(account);
  std::vector<std::string> unsent;
  for (uint32_t i = 0; i < aws::Service::count(); ++i) {
    aws::Service service = aws::Service::at(i);
    for (uint32_t k = 0; k < service.operation_count(); ++k) {
      aws::Operation operation = service.operation(k);
      SignedCall call = sign_call(account, service, operation);
      net::Response answer;
      // The refusals below mean nothing unless the same call runs with its own body.
      if (!gateway.runs_call(call.with("", call.body), answer))
        unsent.push_back(
            fmt::format("{}.{} {}", service.id(), operation.name(), std::get<std::string>(answer.body)));
      for (std::string_view type : kContentTypes) {
        std::string spoilt = call.body;
        spoilt[account.random.below(spoilt.size())] ^= static_cast<char>(1 << account.random.below(7));
        for (const std::string& body :
             {spoilt, call.body + "&", std::string(), "Action=ListUsers&" + call.body}) {
          EXPECT_FALSE(gateway.runs_call(call.with(std::string(type), body), answer))
              << service.id() << "." << operation.name() << " as `" << type << "`";
          EXPECT_GE(answer.status, 400) << service.id() << "." << operation.name() << " as `" << type << "`";
        }
      }
    }
  }
  EXPECT_EQ(base::join(unsent, "\n"), "");
}

}  // namespace
}  // namespace account::testing
