// The token file of a service: whose it is, who signed it, and how long it lives. The token itself is in no answer.
#include "platform/kinds/kinds.h"

namespace platform {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Request request(std::string operation, const Subject& subject) {
  return {std::string(kRuntime), std::move(operation), engine::literal(subject.desired)};
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  reading.is_there = true;
  reading.identity = Object{{"name", text_of(subject.desired, "name")}};
  reading.members = {{"name", text_of(subject.desired, "name")},
                     {"subject", text_of(output, "subject")},
                     {"issuer", text_of(output, "issuer")},
                     {"life_s", output.int_or("life_s", 0)}};
  return reading;
}

}  // namespace

engine::ResourceKind token_kind() {
  engine::ResourceKind kind;
  kind.name = kToken;
  kind.why = "by which AWS knows a service";
  kind.name_from = {"name"};
  kind.in_place = {"subject", "issuer", "life_s"};
  kind.absent = {"NotFound"};
  kind.creating_calls = kind.changing_calls = {{std::string(kRuntime), "PutToken"}};
  kind.removing_calls = {{std::string(kRuntime), "RemoveToken"}};
  kind.create = [](const Subject& subject) { return request("PutToken", subject); };
  kind.find = [](const Subject& subject) { return request("FindToken", subject); };
  kind.read = [](const Subject& subject) { return request("GetToken", subject); };
  kind.change = [](const Subject& subject, const std::vector<std::string>&) {
    return std::vector<Request>{request("PutToken", subject)};
  };
  kind.remove = [](const Subject& subject) { return request("RemoveToken", subject); };
  kind.identity_of = [](const Value&, const Subject& subject) {
    return Object{{"name", text_of(subject.desired, "name")}};
  };
  kind.reading = read;
  return kind;
}

Object desired_token(const std::string& name, const std::string& subject, const std::string& issuer,
                     int64_t life_s) {
  return {{"name", name}, {"subject", subject}, {"issuer", issuer}, {"life_s", life_s}};
}

}  // namespace platform
