#include "engine/apply/secret_caller.h"

#include <map>

#include "base/encoding.h"

namespace engine {
namespace {

constexpr std::string_view kTakenOut = "(secret)";
// A shorter one stands in texts by chance; it is taken out where it is all of a text.
constexpr size_t kShortest = 6;

void replace_all(std::string& text, std::string_view what) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += kTakenOut.size())
    text.replace(at, what.size(), kTakenOut);
}

}  // namespace

Answer SecretCaller::call(const Call& call, const base::Deadline& deadline) {
  auto input = with_secrets(call.request.input);
  if (!input) return {Answer::Status::refused, nullptr, "SecretUnavailable", input.error().message};
  Call revealed{call.connection, {call.request.api, call.request.operation, *std::move(input)}};
  Answer answer = caller_.call(revealed, deadline);
  return {answer.status, without_secrets(answer.output), without_secrets(std::move(answer.code)),
          without_secrets(std::move(answer.message))};
}

base::Result<json::Value> SecretCaller::with_secrets(const json::Value& input) {
  std::map<std::pair<std::string, std::string>, std::string> revealed;
  for (const SecretReference& reference : secrets_in(input)) {
    base::Secret secret = TRY(source_.reveal(reference));
    remember(secret);
    revealed[{reference.reference, reference.digest}] = secret.reveal();
  }
  return reveal(input, [&](const SecretReference& reference) {
    return revealed.at({reference.reference, reference.digest});
  });
}

void SecretCaller::remember(const base::Secret& secret) {
  const std::string& text = secret.reveal();
  if (text.empty()) return;
  std::string quoted = json::dump(text);
  std::lock_guard lock(mutex_);
  for (std::string form : {text, quoted.substr(1, quoted.size() - 2), base::base64(text),
                           base::base64url(text), base::percent_encode(text)})
    known_.insert(std::move(form));
}

json::Value SecretCaller::without_secrets(const json::Value& value) const {
  if (value.is_string()) return without_secrets(value.as_string());
  if (value.is_array()) {
    json::Array items;
    for (const json::Value& item : value.as_array()) items.push_back(without_secrets(item));
    return items;
  }
  if (!value.is_object()) return value;
  json::Object members;
  for (const json::Member& member : value.as_object())
    members.set(without_secrets(member.name), without_secrets(member.value));
  return members;
}

std::string SecretCaller::without_secrets(std::string text) const {
  std::lock_guard lock(mutex_);
  // The longest first: one may be a part of another.
  for (auto form = known_.begin(); form != known_.end(); ++form)
    if (text == *form) return std::string(kTakenOut);
  std::map<size_t, std::vector<std::string_view>, std::greater<>> by_length;
  for (const std::string& form : known_)
    if (form.size() >= kShortest && form.size() <= text.size()) by_length[form.size()].push_back(form);
  for (const auto& [length, forms] : by_length)
    for (std::string_view form : forms) replace_all(text, form);
  return text;
}

}  // namespace engine
