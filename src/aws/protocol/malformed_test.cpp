// Requests and answers that somebody damaged on their way, for every operation of every embedded model: the server has
// a word for each that is no mistake of its own, and what it takes all the same can be sent again. Seeded.
#include <gtest/gtest.h>

#include <cstdlib>

#include "aws/protocol/protocol.h"
#include "aws/testing/wire.h"
#include "base/seeded_random.h"

namespace aws {
namespace {

constexpr int kRounds = 4;

uint64_t seed() {
  const char* given = std::getenv("SLIPWAY_SEED");
  return given ? std::strtoull(given, nullptr, 10) : 20261130;
}

// What means something to one of the protocols.
constexpr std::string_view kPieces[] = {
    "<",    ">",  "</",    "<!--", "]]>",  "&",          "&amp;",
    "&#0;", "=",  "%",     "%00",  "%2F",  "+",          "{",
    "}",    "[",  "]",     "\"",   "\\u",  ":",          ",",
    "null", "-1", "1e999", "NaN",  "true", ".1",         ".0",
    "..",   "/",  "\xff",  "\n",   " ",    "2026-02-30", "9223372036854775808"};

std::string damaged(std::string text, base::Random& random) {
  size_t at = text.empty() ? 0 : random.below(text.size());
  switch (random.below(5)) {
    case 0:
      return text.substr(0, at);
    case 1:
      return text.erase(at, 1 + random.below(8));
    case 2:
      return text.insert(at, kPieces[random.below(std::size(kPieces))]);
    case 3:
      return text.insert(at, text.substr(random.below(text.size() + 1), random.below(40)));
    default:
      if (!text.empty()) text[at] = static_cast<char>(random.below(256));
      return text;
  }
}

// In one place.
EncodedRequest damaged(EncodedRequest request, base::Random& random) {
  switch (request.body.empty() ? 1 + random.below(3) : random.below(6)) {
    case 1:
      request.path = "/" + damaged(request.path.substr(1), random);
      break;
    case 2:
      request.query = damaged(request.query, random);
      break;
    case 3: {
      net::Headers headers;
      for (const net::Header& header : request.headers)
        headers.add(header.name, random.below(2) == 0 ? damaged(header.value, random) : header.value);
      request.headers = std::move(headers);
      break;
    }
    default:
      request.body = damaged(request.body, random);
  }
  return request;
}

json::Value made(ValueMaker& maker, const std::optional<Shape>& shape) {
  return shape ? json::Value(maker.structure(*shape)) : json::Value(json::Object());
}

// What the server makes of it; the operation may be another by now.
void check_request(const Service& service, const EncodedRequest& sent) {
  net::Request request = request_of(sent);
  auto found = route(request, form_of(sent), service.signing_name(), {});
  if (!found) {
    EXPECT_TRUE(found.error().status < 500 || found.error().status == 501) << found.error().message;
    return;
  }
  auto decoded = decode_input(*found, request, sent.body);
  if (!decoded) {
    EXPECT_LT(decoded.error().status, 500) << decoded.error().code << ": " << decoded.error().message;
    return;
  }
  auto again = encode_input(found->service, found->operation, *decoded);
  EXPECT_TRUE(again) << again.error().message << "\n" << json::dump(*decoded);
}

TEST(Malformed, RequestsAreNoMistakeOfTheServer) {
  base::SeededRandom random(seed());
  for (uint32_t s = 0; s < Service::count(); ++s) {
    Service service = Service::at(s);
    ValueMaker maker(random, service.protocol());
    for (uint32_t o = 0; o < service.operation_count(); ++o) {
      Operation operation = service.operation(o);
      auto encoded = encode_input(service, operation, made(maker, operation.input()));
      ASSERT_TRUE(encoded) << encoded.error().message;
      for (int round = 0; round < kRounds; ++round) {
        EncodedRequest sent = damaged(*encoded, random);
        SCOPED_TRACE(fmt::format("seed {} {} {}: {} {}?{}\n{}", seed(), service.id(), operation.name(),
                                 sent.method, sent.path, sent.query, sent.body));
        check_request(service, sent);
      }
    }
  }
}

TEST(Malformed, AnswersAreReadOrRefused) {
  base::SeededRandom random(seed());
  for (uint32_t s = 0; s < Service::count(); ++s) {
    Service service = Service::at(s);
    ValueMaker maker(random, service.protocol());
    for (uint32_t o = 0; o < service.operation_count(); ++o) {
      Operation operation = service.operation(o);
      Route route{service, operation, service.protocol(), {}, {}, false};
      net::Response response = *encode_output(route, made(maker, operation.output()), "4442587FB7D0A2F9");
      for (int round = 0; round < kRounds; ++round) {
        std::string body = damaged(std::get<std::string>(response.body), random);
        SCOPED_TRACE(fmt::format("seed {} {} {}\n{}", seed(), service.id(), operation.name(), body));
        auto decoded = decode_output(service, operation, response.status, response.headers, body);
        if (!decoded) EXPECT_FALSE(decoded.error().code.empty() && decoded.error().message.empty());
      }
    }
  }
}

}  // namespace
}  // namespace aws
