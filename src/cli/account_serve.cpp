#include <signal.h>
#include <sys/signalfd.h>

#include <cstdlib>

#include "account/control.h"
#include "account/server.h"
#include "cli/account_data.h"
#include "cli/commands.h"
#include "cli/exit_code.h"

namespace cli {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// Blocks them for this thread and the ones it starts, so that sigwait alone receives them.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

account::ServerOptions server_options(const Context& context) {
  const Arguments& arguments = context.arguments;
  account::ServerOptions options;
  options.data_dir = account_data_dir(context);
  options.port = arguments.port;
  if (!arguments.listen.empty()) options.listen = arguments.listen;
  options.bridge_address = kBridgeAddress;
  options.account_id = arguments.account_id;
  options.root_access_key_id = variable("SLIPWAY_ROOT_ACCESS_KEY_ID");
  options.root_secret_access_key = base::Secret(variable("SLIPWAY_ROOT_SECRET_ACCESS_KEY"));
  options.issuer_overrides = arguments.issuers;
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
  account::ServerOptions options = server_options(context);
  TRY(check_root_keys(options));
  std::string data_dir = options.data_dir;
  sigset_t signals = block_stop_signals();
  auto server = TRY(account::Server::start(std::move(options), context.clock, context.random));
  context.terminal.print(
      fmt::format("serving AWS on http://127.0.0.1:{0} and https://127.0.0.1:{0}\n", server->port()));
  context.terminal.print(fmt::format("  data     {}\n  for AWS tools: eval \"$(slipway account env{})\"\n",
                                     data_dir,
                                     context.arguments.data_dir.empty() ? "" : " --data-dir " + data_dir));
  int signal = 0;
  ::sigwait(&signals, &signal);
  server->stop(base::Deadline::in(std::chrono::seconds(10)));
  return kDone;
}

}  // namespace cli
