#include "cli/account/call_line.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/arn.h"

namespace cli {
namespace {

// `user/alice` of arn:aws:iam::111122223333:user/alice.
std::string_view short_name(std::string_view who) {
  if (who.empty()) return "nobody";
  auto arn = base::Arn::parse(who);
  return arn ? who.substr(who.size() - arn->resource.size()) : who;
}

std::string verdict(const account::LoggedCall& call) {
  if (call.decisions.empty()) return call.error_code.empty() ? "nothing was asked" : call.error_code;
  const account::LoggedDecision& last = call.decisions.back();
  std::string asked = fmt::format("{} on {}", last.action, last.resource);
  if (last.outcome == "allowed") {
    std::string by = last.by.empty() ? last.layer : last.by;
    std::string failed = call.error_code.empty() ? "" : call.error_code + ", ";
    return fmt::format("{}allowed by {}: {}", failed, by, asked);
  }
  if (last.outcome == "explicitDeny") return fmt::format("denied by {} ({}): {}", last.by, last.layer, asked);
  return fmt::format("denied, no {} allows it: {}", last.layer, asked);
}

}  // namespace

Shown call_line(const account::LoggedCall& call, const Terminal& terminal) {
  constexpr size_t kDate = std::string_view("2026-11-28T").size();
  std::string_view time = std::string_view(call.time).substr(std::min(kDate, call.time.size()));
  std::string operation = call.service.empty() ? "-" : fmt::format("{} {}", call.service, call.operation);
  Shown line = Shown::format("{} {} {:<24} {:<32} {} ({} ms, {})", time, call.status, short_name(call.who),
                             operation, verdict(call), call.ms, call.id);
  return (call.status < 400 ? line : terminal.red(line.text())) + "\n";
}

}  // namespace cli
