#include "account/call/idempotency.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/answers.h"
#include "base/encoding.h"
#include "crypto/digest.h"

namespace account {
namespace {

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

// What the call is about: found and made.
std::vector<std::string> records_of(const Call& call) {
  std::vector<std::string> keys = call.made;
  for (const Found& found : call.found)
    keys.push_back(record_key(found.kind->name, store_id(*found.kind, found.named)));
  return keys;
}

// Of calls about many things, whose answer says what was not done: the same may come again when the reason has gone.
bool tells_of_failures(const json::Value& output) {
  const json::Value* failed = output.find("Unsuccessful");
  return failed && failed->is_array() && !failed->as_array().empty();
}

void forget(Due& due) {
  std::optional<Answer> answer = find_answer(due.state, due.id);
  // The token may have been used anew since, after what it had made was removed.
  if (answer && answer->until <= due.now) forget_answer(due.state, due.id);
}

}  // namespace

const Effect kForgetAnswer{"server.forget_answer", forget};

Output run_once(const Service& service, const Operation& row, Call& call) {
  std::string_view member = call.input.token_member();
  std::string token = member.empty() ? "" : call.input.text(member);
  if (token.empty()) return row.run(call);
  std::string id = digest(fmt::format("{}.{} {}", service.model, row.name, token));
  std::string input = digest_without(member, call.input.value());
  if (std::optional<Answer> before = find_answer(call.state, id)) {
    if (before->input == input) return std::move(before->output);
    return aws::error(std::string(service.dialect.token_mismatch), 400,
                      "The client token {} was already used for a {} request with other parameters.", token,
                      row.name);
  }
  Output output = row.run(call);
  if (!output || tells_of_failures(*output)) return output;
  base::Time until = call.now + kLifetime;
  keep_answer(call.state, id, {std::move(input), *output, records_of(call), until});
  schedule(call.state, call.facilities, {until, kForgetAnswer.name, id});
  return output;
}

}  // namespace account
