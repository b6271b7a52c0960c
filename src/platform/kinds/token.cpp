// The token file of a service: whose it is, who signed it, and how long it lives. The token itself is in no answer.
#include "platform/kinds/kinds.h"

namespace platform {
namespace {

using engine::Reading;
using engine::Subject;
using json::Object;
using json::Value;

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  reading.is_there = true;
  reading.identity = blueprint::name_of(subject);
  reading.members = {{"name", blueprint::text_of(subject.desired, "name")},
                     {"subject", blueprint::text_of(output, "subject")},
                     {"issuer", blueprint::text_of(output, "issuer")},
                     {"life_s", output.int_or("life_s", 0)}};
  return reading;
}

}  // namespace

engine::ResourceKind token_kind() {
  engine::ResourceKind kind =
      runtime_kind(kToken, "Token", [](const Subject& subject) { return engine::literal(subject.desired); });
  kind.why = "by which AWS knows a service";
  kind.name_from = {"name"};
  kind.in_place = {"subject", "issuer", "life_s"};
  kind.identity_of = [](const Value&, const Subject& subject) { return blueprint::name_of(subject); };
  kind.reading = read;
  kind.unmarkable =
      "a token is a file of this machine that only Slipway makes, and `slipway up` makes it anew";
  return kind;
}

Object desired_token(const std::string& name, const std::string& subject, const std::string& issuer,
                     int64_t life_s) {
  return {{"name", name}, {"subject", subject}, {"issuer", issuer}, {"life_s", life_s}};
}

}  // namespace platform
