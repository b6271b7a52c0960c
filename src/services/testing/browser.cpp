#include "services/testing/browser.h"

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace account::testing {
namespace {

constexpr std::string_view kBoundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
constexpr std::string_view kScopeRegion = "eu-west-3";

net::Response answer(EmbeddedAccount& account, net::Request& request) {
  for (const Service& service : account.gateway().services()) {
    for (const Endpoint& endpoint : service.endpoints)
      if (endpoint.is_for(request)) return endpoint.answer(request, account.gateway(), account.facilities());
  }
  return account.gateway().handle(request);
}

json::Value as_value(net::Response response) {
  json::Object headers;
  for (const net::Header& header : response.headers) headers.set(base::lower(header.name), header.value);
  std::string body = body_of(response);
  return json::Object{
      {"status", response.status}, {"headers", std::move(headers)}, {"body", std::move(body)}};
}

using Fields = std::vector<std::pair<std::string, std::string>>;

// The fields that sign a policy, without it: {"x-amz-algorithm", ...}.
Fields signing_fields(const aws::Credentials& who, base::Time now, int64_t version) {
  Fields fields;
  if (version == 2) {
    fields.emplace_back("AWSAccessKeyId", who.access_key_id);
  } else {
    std::string date = base::iso8601_basic(now);
    fields.emplace_back("x-amz-algorithm", "AWS4-HMAC-SHA256");
    fields.emplace_back("x-amz-credential", fmt::format("{}/{}/{}/s3/aws4_request", who.access_key_id,
                                                        date.substr(0, 8), kScopeRegion));
    fields.emplace_back("x-amz-date", date);
  }
  if (!who.session_token.empty()) fields.emplace_back("x-amz-security-token", who.session_token.reveal());
  return fields;
}

std::pair<std::string, std::string> signature_of(const std::string& policy, const aws::Credentials& who,
                                                 base::Time now, int64_t version) {
  if (version == 2)
    return {"signature", base::base64(crypto::hmac_sha1(who.secret_access_key.reveal(), policy))};
  std::string key = aws::derive_signing_key(who.secret_access_key, base::iso8601_basic(now).substr(0, 8),
                                            kScopeRegion, "s3");
  return {"x-amz-signature", base::hex(crypto::hmac_sha256(key, policy))};
}

bool is_of_signature(std::string_view name) {
  return name == "x-amz-algorithm" || name == "x-amz-credential" || name == "x-amz-date" ||
         name == "x-amz-security-token";
}

// The policy that is given, or one of the conditions that are given, or one that demands every field as it is. The
// fields of the signature are in it, as the SDKs write them.
std::string policy_of(const json::Value& form, const Fields& fields, base::Time now) {
  if (const json::Value* policy = form.find("policy")) return policy->as_string();
  const json::Value* given = form.find("conditions");
  json::Array conditions;
  if (given) {
    conditions = given->as_array();
  } else {
    conditions.push_back(json::Object{{"bucket", form.string_or("to", "").substr(1)}});
    conditions.push_back(json::Array{"starts-with", "$key", ""});
  }
  for (const auto& [name, value] : fields)
    if (is_of_signature(name) || (!given && name != "key" && name != "AWSAccessKeyId"))
      conditions.push_back(json::Object{{name, value}});
  std::string in_an_hour = base::iso8601(now + std::chrono::hours(1));
  return json::dump(json::Object{{"expiration", form.string_or("expiration", std::string_view(in_an_hour))},
                                 {"conditions", std::move(conditions)}});
}

void append_part(std::string& body, const std::string& name, const std::string* file_name,
                 const std::string& content) {
  body += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"", kBoundary, name);
  if (file_name)
    body += fmt::format("; filename=\"{}\"\r\nContent-Type: application/octet-stream", *file_name);
  body += fmt::format("\r\n\r\n{}\r\n", content);
}

void sign(const json::Value& form, const aws::Credentials& who, base::Time now, Fields& fields) {
  int64_t version = form.int_or("version", 4);
  for (auto& field : signing_fields(who, now, version)) fields.push_back(std::move(field));
  std::string policy = policy_of(form, fields, now);
  std::string encoded = base::base64(policy);
  fields.emplace_back("policy", encoded);
  fields.push_back(signature_of(encoded, who, now, version));
}

void replace(const json::Value& form, Fields& fields) {
  const json::Value* changes = form.find("replace");
  if (!changes) return;
  for (const json::Member& change : changes->as_object()) {
    std::erase_if(fields, [&](const auto& field) { return field.first == change.name; });
    if (change.value.is_string()) fields.emplace_back(change.name, change.value.as_string());
  }
}

std::string body_of_form(const json::Value& form, const Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) append_part(body, name, nullptr, value);
  if (const json::Value* file = form.find("file")) {
    const json::Value* name = file->find("name");
    std::string content(file->string_or("content", ""));
    append_part(body, "file", name ? &name->as_string() : nullptr, content);
  }
  if (const json::Value* behind = form.find("behind")) {
    for (const json::Member& field : behind->as_object())
      append_part(body, field.name, nullptr, field.value.as_string());
  }
  return body + fmt::format("--{}--\r\n", kBoundary);
}

}  // namespace

json::Value send_http(EmbeddedAccount& account, const json::Value& given) {
  net::Request request;
  request.method = given.string_or("method", "GET");
  request.target = given.string_or("path", "/");
  size_t question = std::min(request.target.find('?'), request.target.size());
  request.path = request.target.substr(0, question);
  request.query = request.target.substr(std::min(question + 1, request.target.size()));
  request.headers.set("Host", "127.0.0.1:4566");
  if (const json::Value* headers = given.find("headers")) {
    for (const json::Member& header : headers->as_object())
      request.headers.set(header.name, header.value.as_string());
  }
  std::string body(given.string_or("body", ""));
  request.body_size = body.size();
  request.body = std::make_shared<net::StringBody>(std::move(body));
  request.peer = "127.0.0.1";
  return as_value(answer(account, request));
}

json::Value send_form(EmbeddedAccount& account, const aws::Credentials* who, const json::Value& form) {
  Fields fields;
  if (const json::Value* given = form.find("fields")) {
    for (const json::Member& field : given->as_object())
      fields.emplace_back(field.name, field.value.as_string());
  }
  if (who) sign(form, *who, account.clock.now(), fields);
  replace(form, fields);
  json::Object headers{{"Content-Type", fmt::format("multipart/form-data; boundary={}", kBoundary)}};
  if (const json::Value* given = form.find("headers"))
    for (const json::Member& header : given->as_object()) headers.set(header.name, header.value);
  return send_http(account, json::Object{{"method", "POST"},
                                         {"path", form.string_or("to", "")},
                                         {"headers", std::move(headers)},
                                         {"body", body_of_form(form, fields)}});
}

}  // namespace account::testing
