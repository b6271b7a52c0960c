#include "account/call/idempotency.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "base/encoding.h"
#include "crypto/digest.h"

namespace account {
namespace {

// By the digest of operation and token, which may be any text: {"Input": digest of the rest, "Output"}
constexpr std::string_view kAnswer = "server.answer";
constexpr auto kLifetime = std::chrono::hours(24);

std::string digest(std::string_view text) {
  return base::hex(crypto::sha256(text));
}

// The same whatever the order in which a client writes members.
json::Value sorted(const json::Value& value) {
  if (value.is_array()) {
    json::Array entries;
    for (const json::Value& entry : value.as_array()) entries.push_back(sorted(entry));
    return entries;
  }
  if (!value.is_object()) return value;
  std::vector<json::Member> members;
  for (const json::Member& member : value.as_object()) members.push_back({member.name, sorted(member.value)});
  std::sort(members.begin(), members.end(),
            [](const json::Member& a, const json::Member& b) { return a.name < b.name; });
  return json::Object(std::move(members));
}

std::string digest_without(std::string_view member, const json::Value& input) {
  json::Value rest = sorted(input);
  rest.as_object().erase(member);
  return digest(json::dump(rest));
}

void forget(Due& due) {
  due.state.erase(kAnswer, due.id);
}

}  // namespace

const Effect kForgetAnswer{"server.forget_answer", forget};

Output run_once(const Service& service, const Operation& row, Call& call) {
  std::string_view member = call.input.token_member();
  std::string token = member.empty() ? "" : call.input.text(member);
  if (token.empty()) return row.run(call);
  std::string id = digest(fmt::format("{}.{} {}", service.model, row.name, token));
  std::string input = digest_without(member, call.input.value());
  if (auto before = call.state.get(kAnswer, id)) {
    if (before->string_or("Input", "") == input) return *before->find("Output");
    return aws::error(std::string(service.dialect.token_mismatch), 400,
                      "The client token {} was already used for a {} request with other parameters.", token,
                      row.name);
  }
  Output output = row.run(call);
  if (!output) return output;
  call.state.put(kAnswer, id, Object{{"Input", std::move(input)}, {"Output", *output}});
  schedule(call.state, call.facilities, {call.now + kLifetime, kForgetAnswer.name, id});
  return output;
}

}  // namespace account
