// Waiters: the same read again and again until its answer is the one that was waited for.
#include "aws/client/client.h"
#include "aws/values/path.h"

namespace aws {
namespace {

bool fits_path(const Acceptor& acceptor, const json::Value& output, const json::Value& expected) {
  json::Value found = find_path(output, acceptor.argument());
  if (acceptor.matcher() == Matcher::path) return found == expected;
  if (!found.is_array() || found.as_array().empty()) return false;
  bool any = false, all = true;
  for (const json::Value& element : found.as_array()) {
    any = any || element == expected;
    all = all && element == expected;
  }
  return acceptor.matcher() == Matcher::path_all ? all : any;
}

bool fits(const Acceptor& acceptor, const Result<json::Value>& answer, const Operation& operation) {
  json::Value expected = json::parse(acceptor.expected()).value_or(json::Value());
  switch (acceptor.matcher()) {
    case Matcher::status:
      return expected.is_int() && expected.as_int() == (answer ? operation.status() : answer.error().status);
    case Matcher::error:
      // `true` is any error, `false` none.
      if (expected.is_bool()) return expected.as_bool() != answer.has_value();
      return !answer && expected.is_string() && answer.error().code == expected.as_string();
    default:
      return answer && fits_path(acceptor, *answer, expected);
  }
}

std::optional<WaiterState> judge(const Waiter& waiter, const Result<json::Value>& answer) {
  for (uint32_t i = 0; i < waiter.acceptor_count(); ++i)
    if (fits(waiter.acceptor(i), answer, waiter.operation())) return waiter.acceptor(i).state();
  return std::nullopt;
}

}  // namespace

Result<json::Value> Client::wait(std::string_view service_id, std::string_view waiter_name,
                                 const json::Value& input, const base::Deadline& deadline) {
  auto service = Service::find(service_id);
  auto waiter = service ? service->waiter(waiter_name) : std::nullopt;
  if (!waiter) return error("UnknownWaiter", 0, "`{}` has no waiter `{}`", service_id, waiter_name);
  for (uint32_t tried = 1;; ++tried) {
    auto answer = call(service_id, waiter->operation().name(), input, deadline);
    auto state = judge(*waiter, answer);
    if (state == WaiterState::success) return answer ? std::move(answer) : Result<json::Value>(json::Value());
    if (state == WaiterState::failure)
      return error("WaitFailed", 0, "{}: what was waited for will not come: {} answered {}", waiter_name,
                   waiter->operation().name(), answer ? json::dump(*answer) : answer.error().code);
    if (!state && !answer) return answer;
    if (tried >= waiter->max_attempts() || !config_.pause(std::chrono::seconds(waiter->delay_s()), deadline))
      return error("WaitTimedOut", 0, "{}: still waiting after {} calls of {}", waiter_name, tried,
                   waiter->operation().name());
  }
}

}  // namespace aws
