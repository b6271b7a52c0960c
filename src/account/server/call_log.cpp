#include "account/server/call_log.h"

#include <fmt/core.h>

namespace account {
namespace {

LoggedDecision logged(const Decided& decided) {
  const policy::Principal& who = decided.request.principal;
  LoggedDecision out{who.type == policy::PrincipalType::service ? who.service : who.arn,
                     decided.request.action,
                     decided.request.resource,
                     std::string(policy::outcome_name(decided.decision.outcome)),
                     std::string(policy::layer_name(decided.decision.layer)),
                     ""};
  if (!decided.decision.statements.empty()) {
    const policy::Matched& first = decided.decision.statements.front();
    out.by = fmt::format("{}, {}", first.policy, first.sid);
  }
  return out;
}

}  // namespace

json::Value to_json(const LoggedCall& call) {
  json::Array decisions;
  for (const LoggedDecision& each : call.decisions)
    decisions.push_back(json::Object{{"who", each.who},
                                     {"action", each.action},
                                     {"resource", each.resource},
                                     {"outcome", each.outcome},
                                     {"layer", each.layer},
                                     {"by", each.by}});
  return json::Object{{"number", call.number},
                      {"time", call.time},
                      {"id", call.id},
                      {"who", call.who},
                      {"service", call.service},
                      {"operation", call.operation},
                      {"region", call.region},
                      {"status", call.status},
                      {"errorCode", call.error_code},
                      {"ms", call.ms},
                      {"decisions", std::move(decisions)}};
}

LoggedCall call_from(const json::Value& value) {
  auto text = [&](std::string_view name) { return std::string(value.string_or(name, "")); };
  LoggedCall call{static_cast<uint64_t>(value.int_or("number", 0)),
                  text("id"),
                  text("time"),
                  text("who"),
                  text("service"),
                  text("operation"),
                  text("region"),
                  text("errorCode"),
                  static_cast<int>(value.int_or("status", 0)),
                  value.int_or("ms", 0),
                  {}};
  const json::Value* decisions = value.find("decisions");
  if (!decisions || !decisions->is_array()) return call;
  for (const json::Value& each : decisions->as_array())
    call.decisions.push_back(
        {std::string(each.string_or("who", "")), std::string(each.string_or("action", "")),
         std::string(each.string_or("resource", "")), std::string(each.string_or("outcome", "")),
         std::string(each.string_or("layer", "")), std::string(each.string_or("by", ""))});
  return call;
}

void CallLog::decided(const Decided& decided) {
  std::lock_guard lock(mutex_);
  std::vector<LoggedDecision>& decisions = open_[std::string(decided.call_id)];
  LoggedDecision decision = logged(decided);
  // An upload is asked about twice.
  std::erase_if(decisions, [&](const LoggedDecision& each) {
    return each.who == decision.who && each.action == decision.action && each.resource == decision.resource;
  });
  decisions.push_back(std::move(decision));
}

void CallLog::answered(const Answered& answered) {
  std::lock_guard lock(mutex_);
  LoggedCall call;
  call.number = ++last_;
  call.id = answered.call_id;
  call.time = base::iso8601_ms(answered.at);
  call.who = answered.who;
  call.service = answered.service;
  call.operation = answered.operation;
  call.region = answered.region;
  call.error_code = answered.error_code;
  call.status = answered.status;
  call.ms = answered.took.count();
  if (auto asked = open_.extract(std::string(answered.call_id))) call.decisions = std::move(asked.mapped());
  if (call.who.empty() && !call.decisions.empty()) call.who = call.decisions.back().who;
  if (listener_) listener_(call);
  calls_.push_back(std::move(call));
  if (calls_.size() > most_) calls_.pop_front();
  came_.notify_all();
}

std::vector<LoggedCall> CallLog::after(uint64_t number, const base::Deadline& deadline) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, deadline.stop(), deadline.left(), [&] { return last_ > number; });
  std::vector<LoggedCall> out;
  for (const LoggedCall& call : calls_)
    if (call.number > number) out.push_back(call);
  return out;
}

}  // namespace account
