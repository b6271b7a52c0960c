// The account commands that steer a server which runs elsewhere, in the background or in another terminal.
#include "cli/commands.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "account/server/control.h"
#include "account/server/control_answers.h"
#include "base/json.h"
#include "cli/account/data_dir.h"
#include "cli/exit_code.h"

namespace cli {
namespace {

using account::Serving;
using base::ErrorKind;

constexpr const char* kDefaultRegion = "eu-west-3";
constexpr auto kPatience = std::chrono::seconds(30);

base::Result<account::RunningServer> running_server(const Context& context) {
  std::string data_dir = account_data_dir(context);
  account::FoundServer found = account::look_for_server(data_dir);
  if (found.serving == Serving::running) return std::move(found.server);
  std::string message = found.serving == Serving::silent
                            ? fmt::format("who serves the account in `{}` does not answer", data_dir)
                            : fmt::format("no account is served from `{}`", data_dir);
  std::string_view hint = found.serving == Serving::silent  ? "try again, or end it: `slipway account stop`"
                          : found.serving == Serving::stale ? "the last one was killed; start it again: "
                                                              "`slipway account serve`"
                                                            : "start one: `slipway account serve`";
  return tl::unexpected(base::Error{ErrorKind::unavailable, std::move(message), std::string(hint)});
}

base::Result<account::RootCredentials> credentials_of(const std::string& data_dir, const std::string& name) {
  auto all = TRY(account::read_credentials(data_dir));
  std::vector<std::string> names;
  for (const account::RootCredentials& each : all) {
    if (name.empty() || each.name == name || each.account_id == name) return each;
    names.push_back(each.name);
  }
  return base::fail(ErrorKind::not_found, "there is no account `{}`, only: {}", name, fmt::join(names, ", "));
}

// For a POSIX shell.
std::string quoted(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@%+=,-";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string region(const Context& context) {
  if (!context.arguments.region.empty()) return context.arguments.region;
  for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    const char* value = std::getenv(name);
    if (value && *value) return value;
  }
  return kDefaultRegion;
}

}  // namespace

std::string account_data_dir(const Context& context) {
  if (context.arguments.data_dir.empty()) return context.home.account_dir();
  return std::filesystem::absolute(context.arguments.data_dir).lexically_normal().string();
}

CommandResult account_env(const Context& context) {
  std::string data_dir = account_data_dir(context);
  account::RunningServer server = TRY(running_server(context));
  account::RootCredentials root = TRY(credentials_of(data_dir, context.arguments.account_name));
  bool https = context.arguments.https;
  std::vector<std::pair<std::string, std::string>> lines = {
      {"AWS_ENDPOINT_URL", https ? fmt::format("https://127.0.0.1:{}", server.port) : server.endpoint},
      {"AWS_ACCESS_KEY_ID", root.access_key_id},
      {"AWS_SECRET_ACCESS_KEY", root.secret_access_key.reveal()},
      {"AWS_REGION", region(context)},
      {"AWS_DEFAULT_REGION", region(context)},
      {"AWS_EC2_METADATA_DISABLED", "true"},
  };
  if (https) lines.emplace_back("AWS_CA_BUNDLE", account::authority_path(data_dir));
  std::string out;
  for (const auto& [name, value] : lines) out += fmt::format("export {}={}\n", name, quoted(value));
  // What would win over the keys above.
  for (const char* name : {"AWS_PROFILE", "AWS_SESSION_TOKEN"}) {
    if (std::getenv(name)) out += fmt::format("unset {}\n", name);
  }
  context.terminal.write(out);
  return kDone;
}

CommandResult account_status(const Context& context) {
  std::string data_dir = account_data_dir(context);
  account::RunningServer server = TRY(running_server(context));
  json::Value status = TRY(account::status(data_dir, base::Deadline::in(kPatience)));
  if (context.arguments.json) {
    status.as_object().set("endpoint", server.endpoint);
    status.as_object().set("pid", static_cast<int64_t>(server.pid));
    status.as_object().set("data_dir", data_dir);
    context.terminal.print(json::dump_pretty(status));
    return kDone;
  }
  std::string out = fmt::format("endpoint  {} (process {})\ndata      {}\ncalls     {}\n", server.endpoint,
                                server.pid, data_dir, status.int_or("calls", 0));
  for (const json::Value& each : TRY(account::read_accounts(status)))
    out += fmt::format("account   {} {}\n", each.string_or("id", ""), each.string_or("name", ""));
  context.terminal.print(out);
  return kDone;
}

CommandResult account_stop(const Context& context) {
  std::string data_dir = account_data_dir(context);
  Serving serving = account::look_for_server(data_dir).serving;
  TRY(account::stop(data_dir, base::Deadline::in(kPatience)));
  context.terminal.print(serving == Serving::nobody ? "no account is running\n"
                         : serving == Serving::stale
                             ? "no account is running; the one that was killed has left "
                               "`server.json`, which is removed now\n"
                             : "the account has stopped; its data stays\n");
  return kDone;
}

CommandResult account_reset(const Context& context) {
  std::string data_dir = account_data_dir(context);
  TRY(running_server(context));
  if (!context.arguments.yes) {
    if (!context.terminal.is_interactive()) {
      return tl::unexpected(base::Error{
          ErrorKind::invalid,
          "`account reset` deletes everything in the account, and nobody can be asked here", "say --yes"});
    }
    if (!context.terminal.confirm("delete everything in every account of " + data_dir + "?")) return kFailed;
  }
  TRY(account::reset(data_dir, base::Deadline::in(kPatience)));
  context.terminal.print("the accounts are empty; root keys and account ids stay\n");
  return kDone;
}

CommandResult account_create(const Context& context) {
  TRY(running_server(context));
  const std::string& name = context.arguments.account_name;
  account::RootCredentials made =
      TRY(account::create_account(account_data_dir(context), name, base::Deadline::in(kPatience)));
  if (context.arguments.json) {
    context.terminal.print(json::dump_pretty(json::Object{{"id", made.account_id}, {"name", made.name}}));
    return kDone;
  }
  context.terminal.print(
      fmt::format("account {} `{}`\n  for AWS tools: eval \"$(slipway account env --account {})\"\n",
                  made.account_id, made.name, name));
  return kDone;
}

CommandResult account_interrupt(const Context& context) {
  std::string data_dir = account_data_dir(context);
  TRY(running_server(context));
  account::RootCredentials of = TRY(credentials_of(data_dir, context.arguments.account_name));
  const std::string& instance = context.arguments.instance;
  const std::string& what = context.arguments.interruption;
  TRY(account::interrupt_instance(data_dir, {of.account_id, region(context), instance}, what,
                                  base::Deadline::in(kPatience)));
  bool ends = what == "spot-interruption";
  context.terminal.print(
      fmt::format("{} is told of: {}{}\n", instance, what, ends ? "; it ends in two minutes" : ""));
  return kDone;
}

}  // namespace cli
