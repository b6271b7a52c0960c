#include "services/testing/embedded_account.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <mutex>

#include "account/server/accounts.h"
#include "base/log.h"
#include "services/all.h"
#include "services/embedded_catalog.h"
#include "services/testing/indexes.h"

namespace account::testing {
namespace {

constexpr std::string_view kHost = "127.0.0.1:4566";

std::string make_temporary_folder() {
  char name[] = "/tmp/slipway-account-XXXXXX";
  return ::mkdtemp(name);
}

// To generate an RSA key takes a tenth of a second, and the scenarios make hundreds of clusters: so their issuers take
// eight keys in turn. Safe from any thread.
base::Result<crypto::PrivateKey> next_of_few_keys() {
  static std::mutex mutex;
  static std::vector<crypto::PrivateKey> keys;
  static size_t taken = 0;
  std::lock_guard lock(mutex);
  size_t at = taken++ % 8;
  if (at == keys.size()) keys.push_back(TRY(crypto::PrivateKey::generate(crypto::Algorithm::rs256)));
  return keys[at];
}

net::Request request_of(const aws::EncodedRequest& encoded, const Sending& sending) {
  net::Request request;
  request.method = encoded.method;
  request.path = encoded.path;
  request.query = encoded.query;
  request.target = encoded.path + (encoded.query.empty() ? "" : "?" + encoded.query);
  request.headers = encoded.headers;
  request.body = std::make_shared<net::StringBody>(encoded.body);
  request.body_size = encoded.body.size();
  request.tls = sending.tls;
  request.peer = sending.peer;
  return request;
}

// A streaming payload is no part of a value (protocol.h), but may stand in a test's input.
std::string take_stream(const aws::Operation& operation, json::Value& input) {
  auto shape = operation.input();
  auto payload = shape ? shape->payload() : std::nullopt;
  json::Value* body = payload && payload->shape().type() == aws::ShapeType::blob && input.is_object()
                          ? input.as_object().find(payload->name())
                          : nullptr;
  if (!body) return {};
  std::string bytes = body->as_string();
  input.as_object().erase(payload->name());
  return bytes;
}

}  // namespace

EmbeddedAccount::EmbeddedAccount(identity::KeyCache::Options issuers)
    : folder_(make_temporary_folder()),
      data_dir_(folder_),
      authorizer_(services::embedded_catalog()),
      issuer_key_(next_of_few_keys) {
  open(std::move(issuers));
  make_account("first", kFirst, "AKIAFIRSTROOT");
  clock.advance(std::chrono::seconds(1));
  make_account("second", kSecond, "AKIASECONDROOT");
}

EmbeddedAccount::EmbeddedAccount(const EmbeddedAccount& other)
    : clock(other.clock.now()),
      folder_(make_temporary_folder()),
      data_dir_(folder_),
      authorizer_(services::embedded_catalog()),
      issuer_key_(next_of_few_keys),
      roots_(other.roots_) {
  // Between calls nothing is being written.
  std::filesystem::copy(other.folder_, folder_, std::filesystem::copy_options::recursive);
  open({});
}

void EmbeddedAccount::open(identity::KeyCache::Options issuers) {
  base::set_log_level(base::LogLevel::off);  // tests provoke what would be logged
  EXPECT_TRUE(data_dir_.prepare());
  base::Secret seal_key = *data_dir_.seal_key(random);
  store_ = std::move(*store::open_sqlite(data_dir_.database()));
  keys_ = std::make_unique<identity::KeyCache>(std::move(issuers), clock);
  facilities_.reset(new Facilities{*store_, clock, random, authorizer_, *keys_, *keys_, seal_key,
                                   data_dir_.objects(), "https://127.0.0.1:4566", "authority", issuer_key_});
  facilities_->quotas["default-vpcs"] = 0;  // a region is empty unless a test asks for more
  gateway_ = std::make_unique<Gateway>(*store_, *facilities_, services::all(),
                                       std::vector<std::string>{"localhost", "s3.localhost"});
}

EmbeddedAccount::~EmbeddedAccount() {
  expect_indexes_hold(*this);
  gateway_.reset();
  facilities_.reset();
  store_.reset();
  EXPECT_TRUE(base::remove_all(folder_));
}

void EmbeddedAccount::make_account(std::string name, std::string id, std::string key) {
  auto transaction = std::move(*store_->begin());
  auto made =
      account::make_account(State(*transaction, "", ""), {std::move(name), std::move(id), std::move(key), {}},
                            facilities_->seal_key, clock.now(), random);
  ASSERT_TRUE(made) << made.error().message;
  ASSERT_TRUE(
      data_dir_.add_credentials({made->id, made->name, made->access_key_id, made->secret_access_key}));
  ASSERT_TRUE(transaction->commit());
  roots_.push_back({made->access_key_id, made->secret_access_key, {}});
}

aws::Result<json::Value> EmbeddedAccount::call(const aws::Credentials* who, std::string_view service,
                                               std::string_view operation, const json::Value& input,
                                               const Sending& sending) {
  return send(*gateway_, who, service, operation, input, sending);
}

aws::Result<json::Value> EmbeddedAccount::call_through(Gateway& gateway, const aws::Credentials& who,
                                                       std::string_view service, std::string_view operation,
                                                       const json::Value& input) {
  return send(gateway, &who, service, operation, input, {});
}

aws::Result<json::Value> EmbeddedAccount::send(Gateway& gateway, const aws::Credentials* who,
                                               std::string_view service_id, std::string_view operation_name,
                                               const json::Value& input, const Sending& sending) {
  auto service = aws::Service::find(service_id);
  auto operation = service ? service->find_operation(operation_name) : std::nullopt;
  if (!operation) return aws::error("TestMistake", 0, "no operation {}.{}", service_id, operation_name);
  json::Value value = input;
  std::string stream = take_stream(*operation, value);
  auto encoded = aws::encode_input(*service, *operation, value);
  if (!encoded) return aws::error("TestMistake", 0, "{}", encoded.error().message);
  if (!stream.empty()) encoded->body = std::move(stream);
  encoded->headers.set("Host", std::string(kHost));
  if (who) {
    std::string region = service->global() ? "us-east-1" : sending.region;
    aws::sign(encoded->headers, encoded->method, encoded->path, encoded->query, encoded->body, *who,
              {region, std::string(service->signing_name())}, clock.now() + sending.skew);
  }
  net::Request request = request_of(*encoded, sending);
  net::Response response = gateway.handle(request);
  std::string body = body_of(response);
  keep_answer(response, body);
  return aws::decode_output(*service, *operation, response.status, response.headers, body);
}

void EmbeddedAccount::keep_answer(const net::Response& response, const std::string& body) {
  std::lock_guard lock(answer_mutex_);
  headers_ = response.headers;
  status_ = response.status;
  body_ = body;
}

json::Value EmbeddedAccount::must(const aws::Credentials& who, std::string_view service,
                                  std::string_view operation, const json::Value& input,
                                  const Sending& sending) {
  auto output = call(who, service, operation, input, sending);
  EXPECT_TRUE(output) << service << "." << operation << ": " << output.error().code << ": "
                      << output.error().message;
  return output ? *output : json::Value(json::Object{});
}

std::string body_of(net::Response& response) {
  if (response.stream) {
    std::string bytes;
    while (true) {
      auto piece = response.stream();
      EXPECT_TRUE(piece);
      if (!piece || piece->empty()) return bytes;
      bytes += *piece;
    }
  }
  if (const auto* text = std::get_if<std::string>(&response.body)) return *text;
  const auto& file = std::get<net::FileBody>(response.body);
  std::string bytes(file.size, '\0');
  ssize_t size = ::pread(file.file->get(), bytes.data(), bytes.size(), static_cast<off_t>(file.offset));
  EXPECT_EQ(size, static_cast<ssize_t>(bytes.size()));
  return bytes;
}

aws::Credentials make_user(EmbeddedAccount& account, const std::string& name,
                           const std::string& policy_document) {
  account.must(account.root(), "iam", "CreateUser", json::Object{{"UserName", name}});
  if (!policy_document.empty()) {
    account.must(
        account.root(), "iam", "PutUserPolicy",
        json::Object{{"UserName", name}, {"PolicyName", "inline"}, {"PolicyDocument", policy_document}});
  }
  return credentials_of(
      account.must(account.root(), "iam", "CreateAccessKey", json::Object{{"UserName", name}}));
}

aws::Credentials credentials_of(const json::Value& output) {
  const json::Value* found = output.find("Credentials");
  if (!found) found = output.find("AccessKey");
  if (!found) return {};
  return {std::string(found->string_or("AccessKeyId", "")),
          base::Secret(std::string(found->string_or("SecretAccessKey", ""))),
          base::Secret(std::string(found->string_or("SessionToken", "")))};
}

std::string allow(const std::string& action, const std::string& resource) {
  json::Value statement = json::Object{{"Effect", "Allow"}, {"Action", action}, {"Resource", resource}};
  return json::dump(
      json::Object{{"Version", "2012-10-17"}, {"Statement", json::Array{std::move(statement)}}});
}

std::string trust(const std::string& principal_arn) {
  json::Value statement = json::Object{
      {"Effect", "Allow"}, {"Principal", json::Object{{"AWS", principal_arn}}}, {"Action", "sts:AssumeRole"}};
  return json::dump(
      json::Object{{"Version", "2012-10-17"}, {"Statement", json::Array{std::move(statement)}}});
}

}  // namespace account::testing
