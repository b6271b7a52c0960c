#include <cstdlib>
#include <stop_token>

#include "account/server/control.h"
#include "account/server/server.h"
#include "base/text.h"
#include "cli/account/call_line.h"
#include "cli/account/data_dir.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal/stop_signals.h"
#include "runtime/runtime.h"
#include "services/all.h"
#include "services/embedded_catalog.h"
#include "services/quotas.h"
#include "services/rates.h"

namespace cli {
namespace {

constexpr auto kLong = std::chrono::hours(24);

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// nullopt: what was written is seen at once.
base::Result<std::optional<uint64_t>> consistency_seed(const Context& context) {
  const std::string& given = context.arguments.consistency_seed;
  bool is_late = context.arguments.consistency == "aws";
  if (!is_late && !given.empty())
    return base::fail(base::ErrorKind::invalid, "--consistency-seed is for --consistency aws");
  if (!is_late) return std::optional<uint64_t>();
  if (given.empty()) return std::optional<uint64_t>(context.random.below(1'000'000));
  auto seed = base::parse_int(given);
  if (!seed || *seed < 0)
    return base::fail(base::ErrorKind::invalid, "`{}` is no seed: a number from 0", given);
  return std::optional<uint64_t>(static_cast<uint64_t>(*seed));
}

base::Result<account::ServerOptions> server_options(const Context& context) {
  const Arguments& arguments = context.arguments;
  account::ServerOptions options;
  options.data_dir = account_data_dir(context);
  options.port = arguments.port;
  if (!arguments.listen.empty()) options.listen = arguments.listen;
  options.speed = TRY(account::Speed::parse(arguments.speed));
  options.quotas = account::quotas::all();
  options.consistency_seed = TRY(consistency_seed(context));
  if (arguments.rates) options.rates = services::rates();
  options.bridge_address = runtime::kBridgeAddress;
  options.cluster_addresses.assign(runtime::kClusterAddresses.begin(), runtime::kClusterAddresses.end());
  options.account_id = arguments.account_id;
  options.root_access_key_id = variable("SLIPWAY_ROOT_ACCESS_KEY_ID");
  options.root_secret_access_key = base::Secret(variable("SLIPWAY_ROOT_SECRET_ACCESS_KEY"));
  for (const std::string& pair : arguments.issuers) {
    size_t at = pair.find('=');
    options.issuer_overrides[pair.substr(0, at)] = pair.substr(at + 1);
  }
  return options;
}

base::Status check_root_keys(const account::ServerOptions& options) {
  if (options.root_access_key_id.empty() == options.root_secret_access_key.empty()) return {};
  return base::fail(
      base::ErrorKind::invalid,
      "SLIPWAY_ROOT_ACCESS_KEY_ID and SLIPWAY_ROOT_SECRET_ACCESS_KEY go together, and one is not set");
}

}  // namespace

CommandResult account_serve(const Context& context) {
  account::ServerOptions options = TRY(server_options(context));
  TRY(check_root_keys(options));
  std::string data_dir = options.data_dir;
  std::stop_source stop;
  StopSignals signals(stop);
  options.end = [&stop] { stop.request_stop(); };
  if (context.arguments.log == "calls")
    options.on_call = [&context](const account::LoggedCall& call) {
      context.terminal.print(call_line(call, context.terminal));
    };
  auto server = TRY(account::Server::start(options, services::all(), services::embedded_catalog(),
                                           context.clock, context.random));
  context.terminal.print(
      fmt::format("serving AWS on http://127.0.0.1:{0} and https://127.0.0.1:{0}\n", server->port()));
  context.terminal.print(fmt::format("  data     {}\n  for AWS tools: eval \"$(slipway account env{})\"\n",
                                     data_dir,
                                     context.arguments.data_dir.empty() ? "" : " --data-dir " + data_dir));
  if (options.consistency_seed)
    context.terminal.print(
        fmt::format("  what was written is seen late; seed {}\n", *options.consistency_seed));
  while (context.clock.wait_for(kLong, stop.get_token())) {
  }
  server->stop(base::Deadline::in(std::chrono::seconds(10)));
  return kDone;
}

}  // namespace cli
