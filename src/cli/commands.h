// One function for each command; it returns the exit code. Errors that end a command are returned as values
// and printed by run().
#pragma once

#include <stop_token>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/random.h"
#include "base/result.h"
#include "cli/arguments.h"
#include "cli/terminal/terminal.h"
#include "platform/state/home.h"

namespace cli {

// What a command may use.
struct Context {
  const Arguments& arguments;
  const Terminal& terminal;
  const platform::Home& home;
  const base::Clock& clock;
  base::Random& random;
};

using CommandResult = base::Result<int>;  // the exit code

CommandResult schema(const Context& context);
CommandResult version(const Context& context);
CommandResult completion(const Context& context);
CommandResult help(const Context& context);

CommandResult up(const Context& context);
CommandResult down(const Context& context);
CommandResult clone(const Context& context);
CommandResult stop(const Context& context);
CommandResult job(const Context& context);
CommandResult status(const Context& context);
CommandResult shell(const Context& context);
CommandResult logs(const Context& context);
CommandResult plan(const Context& context);
CommandResult drift(const Context& context);
CommandResult state_list(const Context& context);
CommandResult state_show(const Context& context);
CommandResult state_versions(const Context& context);
CommandResult state_backup(const Context& context);
CommandResult state_restore(const Context& context);
CommandResult state_forget(const Context& context);
CommandResult state_move(const Context& context);
CommandResult state_import(const Context& context);
CommandResult state_adopt(const Context& context);
CommandResult state_rebuild(const Context& context);
CommandResult state_migrate(const Context& context);
CommandResult state_unlock(const Context& context);
CommandResult export_terraform(const Context& context);
CommandResult doctor(const Context& context);
CommandResult doctor_cluster(const Context& context);
CommandResult agent(const Context& context);
CommandResult expiry_watch(const Context& context);

CommandResult account_serve(const Context& context);
CommandResult account_env(const Context& context);
CommandResult account_status(const Context& context);
CommandResult account_calls(const Context& context);
CommandResult account_clock(const Context& context);
CommandResult account_stop(const Context& context);
CommandResult account_reset(const Context& context);
CommandResult account_snapshot(const Context& context);
CommandResult account_fault(const Context& context);
CommandResult account_quota(const Context& context);
CommandResult account_create(const Context& context);
CommandResult account_interrupt(const Context& context);

CommandResult cluster_start(const Context& context);
CommandResult cluster_status(const Context& context);
CommandResult cluster_stop(const Context& context);
CommandResult cluster_logs(const Context& context);
CommandResult cluster_load(const Context& context);
CommandResult cluster_rotate(const Context& context);
CommandResult cluster_run(const Context& context);

CommandResult permissions(const Context& context);
CommandResult permissions_why(const Context& context);
CommandResult permissions_check(const Context& context);
CommandResult rehearse(const Context& context);

CommandResult catalog(const Context& context);

CommandResult policy_expand(const Context& context);
CommandResult policy_shrink(const Context& context);
CommandResult policy_diff(const Context& context);
CommandResult policy_generate(const Context& context);
CommandResult policy_check(const Context& context);
CommandResult policy_simulate(const Context& context);
CommandResult policy_explain(const Context& context);

// The whole program: reads the command line, runs the command, prints its error.
int run(int count, const char* const* words);

}  // namespace cli
