#include "account/call/operation.h"

#include "account/call/input_reads.h"

namespace account {

bool Input::knows(std::string_view member) const {
  return operation_.input() && operation_.input()->find_member(member);
}

const json::Value* Input::find(std::string_view member) const {
  if (!knows(member)) {
    mistake_ = fmt::format("`{}` has no input member `{}`", operation_.name(), member);
    return nullptr;
  }
  if (InputReads* reads = InputListener::of_thread()) reads->note(operation_, member);
  const json::Value* value = value_.find(member);
  return value && !value->is_null() ? value : nullptr;
}

std::string_view Input::token_member() const {
  auto shape = operation_.input();
  for (uint32_t i = 0; shape && i < shape->member_count(); ++i)
    if (shape->member(i).idempotency_token()) return shape->member(i).name();
  // Some are none in the model, which is why clients do not fill them, and are documented as such nevertheless
  // (CreateVpcEndpoint, CreateFlowLogs, CreateEgressOnlyInternetGateway).
  auto client_token = shape ? shape->find_member("ClientToken") : std::nullopt;
  return client_token ? client_token->name() : "";
}

bool Input::knows_filter(std::string_view name) const {
  if (name.starts_with("tag:")) name = "tag:";
  for (uint32_t i = 0; i < operation_.filter_count(); ++i)
    if (operation_.filter(i) == name) return true;
  return false;
}

std::string Input::text(std::string_view member) const {
  const json::Value* value = find(member);
  return value && value->is_string() ? value->as_string() : std::string();
}

int64_t Input::number(std::string_view member, int64_t fallback) const {
  const json::Value* value = find(member);
  return value && value->is_int() ? value->as_int() : fallback;
}

bool Input::flag(std::string_view member, bool fallback) const {
  const json::Value* value = find(member);
  return value && value->is_bool() ? value->as_bool() : fallback;
}

const json::Array& Input::list(std::string_view member) const {
  static const json::Array kEmpty;
  const json::Value* value = find(member);
  return value && value->is_array() ? value->as_array() : kEmpty;
}

std::vector<std::string> Input::texts(std::string_view member) const {
  std::vector<std::string> result;
  for (const auto& element : list(member)) result.push_back(element.as_string());
  return result;
}

aws::Result<Questions> asks_itself(const Call&) {
  return Questions{};
}

}  // namespace account
