// Our protocols against botocore's: it reads what we write and writes what we read, for every operation of
// the embedded models. Skipped where Python has no botocore.
#include <gtest/gtest.h>

#include <cstdlib>

#include "aws/testing/wire.h"
#include "base/encoding.h"
#include "base/process.h"
#include "base/seeded_random.h"
#include "base/text.h"
#include "tests/source_dir.h"

namespace aws {
namespace {

constexpr uint64_t kSeed = 20261121;
constexpr int kRounds = 4;

struct Case {
  Service service;
  Operation operation;
  json::Value value;
};

// A value as JSON can say it: blobs in base64.
json::Value readable(const Shape& shape, const json::Value& value) {
  switch (shape.type()) {
    case ShapeType::structure: {
      json::Object object;
      for (const auto& [name, part, span] : value.as_object())
        object.append({name, readable(shape.find_member(name)->shape(), part), {}});
      return object;
    }
    case ShapeType::list: {
      json::Array array;
      for (const auto& element : value.as_array())
        array.push_back(readable(shape.element().shape(), element));
      return array;
    }
    case ShapeType::map: {
      json::Object object;
      for (const auto& [name, part, span] : value.as_object())
        object.append({name, readable(shape.value().shape(), part), {}});
      return object;
    }
    case ShapeType::blob:
      return base::base64(value.as_string());
    default:
      return value;
  }
}

json::Value readable(const std::optional<Shape>& shape, const json::Value& value) {
  return shape ? readable(*shape, value) : value;
}

// botocore escapes each CR of S3's bodies as XML does, also where the body is none (handlers.py, escape_xml_payload).
bool has_escaped_text(const Case& each) {
  auto payload = each.operation.input() ? each.operation.input()->payload() : std::nullopt;
  if (!payload || payload->shape().type() != ShapeType::string) return false;
  return each.value.string_or(payload->name(), "").find('\r') != std::string_view::npos;
}

std::vector<Case> make_cases(bool inputs) {
  base::SeededRandom random(kSeed);
  std::vector<Case> cases;
  for (uint32_t s = 0; s < Service::count(); ++s) {
    Service service = Service::at(s);
    ValueMaker maker(random, service.protocol(), inputs);
    for (uint32_t o = 0; o < service.operation_count() * kRounds; ++o) {
      Operation operation = service.operation(o / kRounds);
      auto shape = inputs ? operation.input() : operation.output();
      json::Object value = shape ? maker.structure(*shape) : json::Object();
      // botocore makes this header of S3, a string in the model, a timestamp (service-2.sdk-extras.json).
      value.erase("Expires");
      cases.push_back({service, operation, std::move(value)});
    }
  }
  return cases;
}

// One answer of the script per line of `input`; empty if botocore is not there.
std::vector<json::Value> ask(std::string_view mode, std::string input) {
  const char* python = std::getenv("SLIPWAY_PYTHON");
  base::Command command;
  command.arguments = {python ? python : "python3", SLIPWAY_SOURCE_DIR "/tests/oracle/wire_with_botocore.py",
                       std::string(mode)};
  command.input = std::move(input);
  auto output = base::run(command, base::Deadline::in(std::chrono::minutes(2)));
  if (!output || output->exit_code == 77) return {};
  EXPECT_EQ(output->exit_code, 0) << output->err;
  std::vector<json::Value> answers;
  for (auto line : base::split(output->out, '\n'))
    if (!line.empty()) answers.push_back(json::parse(line).value());
  return answers;
}

net::Headers headers_of(const json::Value& list) {
  net::Headers headers;
  for (const auto& pair : list.as_array())
    headers.add(pair.as_array()[0].as_string(), pair.as_array()[1].as_string());
  return headers;
}

TEST(WireOracle, ReadsWhatBotocoreWrites) {
  auto cases = make_cases(true);
  std::string input;
  for (const auto& each : cases)
    input += json::dump(json::Object{{"service", each.service.id()},
                                     {"operation", each.operation.name()},
                                     {"value", readable(each.operation.input(), each.value)}}) +
             "\n";
  auto answers = ask("requests", std::move(input));
  if (answers.empty()) GTEST_SKIP() << "no botocore";
  ASSERT_EQ(answers.size(), cases.size());
  for (size_t i = 0; i < cases.size(); ++i) {
    Case& each = cases[i];
    const json::Value& wire = answers[i];
    if (each.operation.name() == "ListDirectoryBuckets") continue;  // told by its host or x-id alone
    if (has_escaped_text(each)) continue;
    SCOPED_TRACE(fmt::format("{} {} {}", each.service.id(), each.operation.name(), json::dump(wire)));
    net::Headers headers = headers_of(*wire.find("headers"));
    headers.set("Host", "127.0.0.1:4566");
    net::Request request = request_of(wire.string_or("method", ""), wire.string_or("target", ""), headers);
    std::string body = base::unbase64(wire.string_or("body", "")).value();
    bool form = headers.get("Content-Type").starts_with("application/x-www-form-urlencoded");
    auto found = route(request, form ? body : "", each.service.signing_name(), {});
    ASSERT_TRUE(found) << found.error().code << found.error().message;
    ASSERT_EQ(found->operation.name(), each.operation.name());
    auto decoded = decode_input(*found, request, body);
    ASSERT_TRUE(decoded) << decoded.error().code << ": " << decoded.error().message << "\n" << body;
    // botocore writes the true length of the body, whatever it was told.
    decoded->as_object().erase("ContentLength");
    each.value.as_object().erase("ContentLength");
    ASSERT_TRUE(*decoded == each.value) << json::dump(readable(each.operation.input(), each.value)) << "\n"
                                        << json::dump(readable(each.operation.input(), *decoded)) << "\n"
                                        << body;
  }
}

TEST(WireOracle, WritesWhatBotocoreReads) {
  auto cases = make_cases(false);
  std::string input;
  for (const auto& each : cases) {
    Route answered{each.service, each.operation, each.service.protocol(), {}, {}, false};
    net::Response response = *encode_output(answered, each.value, "4442587FB7D0A2F9");
    if (const json::Value* length = each.value.find("ContentLength"))
      response.headers.set("Content-Length", fmt::format("{}", length->as_int()));
    json::Array headers;
    for (const auto& header : response.headers) headers.push_back(json::Array{header.name, header.value});
    input += json::dump(json::Object{{"service", each.service.id()},
                                     {"operation", each.operation.name()},
                                     {"status", response.status},
                                     {"headers", headers},
                                     {"body", base::base64(std::get<std::string>(response.body))}}) +
             "\n";
  }
  auto answers = ask("answers", input);
  if (answers.empty()) GTEST_SKIP() << "no botocore";
  ASSERT_EQ(answers.size(), cases.size());
  auto lines = base::split(input, '\n');
  for (size_t i = 0; i < cases.size(); ++i) {
    const Case& each = cases[i];
    if (each.operation.name() == "GetBucketLocation") continue;  // read by a handler, not by the parser
    json::Value expected = readable(each.operation.output(), each.value);
    ASSERT_TRUE(*answers[i].find("value") == expected)
        << each.service.id() << " " << each.operation.name() << "\n"
        << json::dump(expected) << "\n"
        << json::dump(answers[i]) << "\n"
        << lines[i];
  }
}

}  // namespace
}  // namespace aws
