// `slipway account quota`: how many things of a kind an account may have.
#include <fmt/format.h>

#include <algorithm>

#include "account/server/control_settings.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/account/data_dir.h"
#include "cli/commands.h"
#include "cli/exit_code.h"

namespace cli {
namespace {

using base::ErrorKind;

base::Deadline deadline() {
  return base::Deadline::in(std::chrono::seconds(30));
}

// Its code, or its name where AWS has none for it.
std::string_view called(const json::Value& quota) {
  std::string_view code = quota.string_or("code", "");
  return code.empty() ? quota.string_or("name", "") : code;
}

CommandResult list(const Context& context) {
  json::Array quotas = TRY(account::list_quotas(account_data_dir(context), deadline()));
  const std::string& service = context.arguments.quota_service;
  if (!service.empty())
    std::erase_if(quotas, [&](const json::Value& each) { return each.string_or("service", "") != service; });
  if (context.arguments.json) {
    context.terminal.print(json::dump_pretty(json::Object{{"quotas", std::move(quotas)}}));
    return kDone;
  }
  size_t widest_service = 0, widest_code = 0, widest_title = 0;
  for (const json::Value& each : quotas) {
    widest_service = std::max(widest_service, each.string_or("service", "").size());
    widest_code = std::max(widest_code, called(each).size());
    widest_title = std::max(widest_title, each.string_or("title", "").size());
  }
  std::string out;
  for (const json::Value& each : quotas)
    out += fmt::format(
        "{:<{}}  {:<{}}  {:<{}}  {}{}\n", each.string_or("service", ""), widest_service, called(each),
        widest_code, each.string_or("title", ""), widest_title, each.int_or("value", 0),
        each.bool_or("set", false) ? fmt::format(" ({} on AWS)", each.int_or("default", 0)) : "");
  context.terminal.print(out);
  return kDone;
}

CommandResult set(const Context& context) {
  const Arguments& given = context.arguments;
  if (given.quota_value.empty())
    return base::fail(ErrorKind::invalid,
                      "`account quota set` needs a service, a quota and a value: vpc L-F678F1CE 20");
  auto value = base::parse_int(given.quota_value);
  if (!value) return base::fail(ErrorKind::invalid, "`{}` is no number", given.quota_value);
  TRY(account::set_quota(account_data_dir(context), given.quota_service, given.quota, *value, deadline()));
  context.terminal.print(fmt::format("{} {} is {}\n", given.quota_service, given.quota, *value));
  return kDone;
}

CommandResult clear(const Context& context) {
  const Arguments& given = context.arguments;
  if (!given.quota_service.empty() && given.quota.empty())
    return base::fail(ErrorKind::invalid, "which quota of {}?", given.quota_service);
  TRY(account::clear_quotas(account_data_dir(context), given.quota_service, given.quota, deadline()));
  context.terminal.print(given.quota.empty()
                             ? std::string("all quotas are as on AWS\n")
                             : fmt::format("{} {} is as on AWS\n", given.quota_service, given.quota));
  return kDone;
}

}  // namespace

CommandResult account_quota(const Context& context) {
  const std::string& action = context.arguments.quota_action;
  if (action == "set") return set(context);
  if (!context.arguments.quota_value.empty())
    return base::fail(ErrorKind::invalid, "`account quota {}` takes no value", action);
  return action == "list" ? list(context) : clear(context);
}

}  // namespace cli
