#include "aws/testing/wire.h"

#include <algorithm>
#include <cmath>

#include "aws/values/constraint.h"
#include "aws/values/pattern.h"
#include "aws/values/scalar.h"

namespace aws {
namespace {

constexpr int kMaxDepth = 5;
constexpr int64_t kYear2100Ms = 4'102'444'800'000;

bool in_text(const Member& member) {
  return member.location() == Location::header || member.location() == Location::headers;
}

// Milliseconds travel in bodies of S3 and of JSON, not in rfc822 dates nor in query answers.
bool whole_seconds(const Member& member, Protocol protocol) {
  if (protocol == Protocol::query || protocol == Protocol::ec2 || in_text(member)) return true;
  return member.timestamp_format() == TimestampFormat::rfc822;
}

}  // namespace

net::Request request_of(std::string_view method, std::string_view target, net::Headers headers) {
  net::Request request;
  request.method = method;
  request.target = target;
  size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.query = target.substr(std::min(mark + 1, target.size()));
  request.headers = std::move(headers);
  request.body = std::make_shared<net::StringBody>("");
  return request;
}

net::Request request_of(const EncodedRequest& encoded) {
  net::Headers headers = encoded.headers;
  headers.add("Host", "127.0.0.1:4566");
  return request_of(encoded.method, encoded.path + (encoded.query.empty() ? "" : "?" + encoded.query),
                    headers);
}

std::string_view form_of(const EncodedRequest& encoded) {
  bool form = encoded.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded");
  return form ? std::string_view(encoded.body) : std::string_view();
}

json::Object ValueMaker::structure(const Shape& shape, int depth) {
  json::Object object;
  for (uint32_t i = 0; i < shape.member_count(); ++i) {
    Member member = shape.member(i);
    if (member.streaming()) continue;
    // At the bottom only what must be there; elsewhere most, so that absent members are tried too.
    if (!member.required() && (depth >= kMaxDepth || random_.below(4) == 0)) continue;
    object.append({std::string(member.name()), value(member, depth), {}});
  }
  // Parameters cannot say that a structure is there but empty.
  bool query = protocol_ == Protocol::query || protocol_ == Protocol::ec2;
  if (object.empty() && depth > 0 && query && shape.member_count() > 0)
    object.append({std::string(shape.member(0).name()), value(shape.member(0), depth), {}});
  return object;
}

json::Value ValueMaker::value(const Member& member, int depth) {
  Shape shape = member.shape();
  switch (shape.type()) {
    case ShapeType::structure:
      return structure(shape, depth + 1);
    case ShapeType::list: {
      // An empty list that is flattened, or outside of the body, is no list at all on the wire.
      bool vanishes = member.flattened() || member.location() != Location::body || protocol_ == Protocol::ec2;
      auto least = static_cast<uint64_t>(std::max(shape.min().value_or(0), vanishes ? 1.0 : 0.0));
      auto count =
          std::min<uint64_t>(least + random_.below(3), static_cast<uint64_t>(shape.max().value_or(1000)));
      json::Array array;
      for (uint64_t k = 0; k < count; ++k) array.push_back(value(shape.element(), depth + 1));
      return array;
    }
    case ShapeType::map: {
      json::Object map;
      auto count = std::max<uint64_t>(static_cast<uint64_t>(shape.min().value_or(0)), 1 + random_.below(2));
      for (uint64_t k = 0; k < count; ++k) {
        if (in_text(member)) {
          map.set(fmt::format("key-{}", k), fmt::format("value {}", random_.below(1000)));
        } else {
          map.set(text(shape.key()).as_string(), value(shape.value(), depth + 1));
        }
      }
      return map;
    }
    case ShapeType::string:
      return text(member);
    case ShapeType::blob:
      return random_.bytes(1 + random_.below(40));
    case ShapeType::boolean:
      return random_.below(2) == 1;
    case ShapeType::integer:
      return number(shape, -2'147'483'648, 2'147'483'647);
    case ShapeType::long_integer:
      return number(shape, -9'000'000'000'000'000'000, 9'000'000'000'000'000'000);
    case ShapeType::timestamp:
      return timestamp(member);
    default:
      return static_cast<double>(random_.below(1'000'000)) / 64;
  }
}

json::Value ValueMaker::number(const Shape& shape, int64_t low, int64_t high) {
  low = static_cast<int64_t>(shape.min().value_or(static_cast<double>(low)));
  high = static_cast<int64_t>(shape.max().value_or(static_cast<double>(high)));
  auto span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  return static_cast<int64_t>(static_cast<uint64_t>(low) +
                              random_.below(span == UINT64_MAX ? span : span + 1));
}

json::Value ValueMaker::timestamp(const Member& member) {
  auto ms = static_cast<int64_t>(random_.below(kYear2100Ms));
  return whole_seconds(member, protocol_) ? ms - ms % 1000 : ms;
}

json::Value ValueMaker::text(const Member& member) {
  Shape shape = member.shape();
  if (shape.enum_count() > 0)
    return shape.enum_value(static_cast<uint32_t>(random_.below(shape.enum_count())));
  std::string sampled = sample(member);
  if (shape.pattern().empty() || matches(shape.pattern(), sampled)) return sampled;
  // Patterns that random text does not meet: one sample of each kind that the models have.
  for (std::string_view known : {"abc",
                                 "/",
                                 "/path/",
                                 "123456789012",
                                 "o-abcdefghij",
                                 "o-abcdefghij/r-abcd/ou-abcd-abcdefgh/",
                                 "p-abcdefgh12",
                                 "v1",
                                 "v12",
                                 "Name",
                                 "ABCDEFGHIJKLMNOPQRSTUV",
                                 "https://example.org/a",
                                 "bucket/key",
                                 "aws.partner/abc/def",
                                 "arn:aws:kms:eu-west-3:123456789012:key/abc-def",
                                 "arn:aws:s3:::bucket",
                                 "abcdefghijklmnopqrstuvwx",
                                 "123456",
                                 "abc.def",
                                 "abc.def.ghi",
                                 "events:abc",
                                 "arn:aws:secretsmanager:eu-west-3:abc",
                                 "arn:aws:application-autoscaling:eu-west-3:123456789012:scalable-target/abc",
                                 "https://example.org",
                                 "/abc/kms/xks/v1",
                                 "eu-west-3",
                                 "cluster-abcdefghijk",
                                 "ami-0abc",
                                 "com.amazonaws.vpce.eu-west-3.vpce-svc-0abc",
                                 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}) {
    auto count = static_cast<double>(known.size());
    if (matches(shape.pattern(), known) && count >= shape.min().value_or(0) &&
        count <= shape.max().value_or(count))
      return known;
  }
  return std::string(static_cast<size_t>(std::max(shape.min().value_or(1), 1.0)), 'A');
}

// Characters that need escaping in XML, JSON, URLs or forms, as far as the place allows them.
std::string ValueMaker::sample(const Member& member) {
  Shape shape = member.shape();
  constexpr std::string_view kTame = "abcXYZ019.-_";
  bool tame = in_text(member) || random_.below(3) == 0;
  auto least = static_cast<size_t>(shape.min().value_or(1));
  auto most = static_cast<size_t>(std::min(shape.max().value_or(64), static_cast<double>(least) + 24));
  size_t count = least + random_.below(most - least + 1);
  if (count == 0 && member.location() != Location::body) count = 1;
  std::string out;
  constexpr std::string_view kWild[] = {"a",
                                        "B",
                                        "7",
                                        " ",
                                        "&",
                                        "<",
                                        ">",
                                        "\"",
                                        "'",
                                        "%",
                                        "+",
                                        "/",
                                        "=",
                                        "?",
                                        "#",
                                        ";",
                                        ",",
                                        "\\",
                                        "\t",
                                        "\n",
                                        "\r",
                                        "]]>",
                                        "\x01",
                                        "~",
                                        "\xC3\xA9",
                                        "\xE2\x82\xAC",
                                        "\xF0\x9F\x90\xB3",
                                        ".",
                                        "{",
                                        "}"};
  while (character_count(out) < count) {
    if (tame) {
      out += kTame[random_.below(kTame.size())];
    } else {
      std::string_view next = kWild[random_.below(std::size(kWild))];
      if (control_characters_ || next != "\x01") out += next;
    }
  }
  if (character_count(out) > most) return std::string(most, 'x');
  // Refused as a path segment, since signatures do not cover it (route_rest.cpp).
  if (member.location() == Location::uri && (out == "." || out == "..")) return std::string(out.size(), 'x');
  return out;
}

}  // namespace aws
