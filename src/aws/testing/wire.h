// For tests: requests as a client would send them, and values made at random from the models.
#pragma once

#include <memory>
#include <string>

#include "aws/protocol/protocols.h"
#include "base/random.h"

namespace aws {

// "GET /b/k?acl" and headers; the body is given to decode_input apart.
net::Request request_of(std::string_view method, std::string_view target, net::Headers headers = {});

// An encoded request as the server would see it.
net::Request request_of(const EncodedRequest& encoded);

// The form body of a query request, else empty.
std::string_view form_of(const EncodedRequest& encoded);

// A value that fits the shape and its constraints, and that survives the wire of that protocol: what cannot
// (empty flattened lists, milliseconds where only seconds travel) is not made.
class ValueMaker {
 public:
  // Control characters in text are no XML 1.0, and other readers refuse them; S3's keys may hold them all the same.
  ValueMaker(base::Random& random, Protocol protocol, bool control_characters = true)
      : random_(random), protocol_(protocol), control_characters_(control_characters) {}
  json::Object structure(const Shape& shape, int depth = 0);

 private:
  json::Value value(const Member& member, int depth);
  json::Value text(const Member& member);
  json::Value number(const Shape& shape, int64_t low, int64_t high);
  json::Value timestamp(const Member& member);
  std::string sample(const Member& member);

  base::Random& random_;
  Protocol protocol_;
  bool control_characters_;
};

}  // namespace aws
