// The commands about the embedded AWS account.
#include "account/record/lifecycle.h"
#include "cli/table/common_options.h"
#include "cli/table/table.h"

namespace cli {
namespace {

Option data_dir() {
  return {.names = "--data-dir",
          .to = &Arguments::data_dir,
          .value = "DIR",
          .help = "where its data is ($SLIPWAY_HOME/account)",
          .values = Values::files};
}

std::string check_issuer(const std::string& pair) {
  size_t at = pair.find('=');
  if (at != 0 && at != std::string::npos && pair.find(':', at) != std::string::npos) return "";
  return "`" + pair + "`, expected HOST=ADDRESS:PORT";
}

std::string check_speed(const std::string& text) {
  auto speed = account::Speed::parse(text);
  return speed ? "" : speed.error().message;
}

Command serve_command() {
  return {
      .name = "account serve",
      .run = account_serve,
      .summary = "serve it until Ctrl-C",
      .about =
          R"(Serves the embedded account over http and https, on one port, until Ctrl-C or SIGTERM. The first start makes a
root user; its keys are in DIR/credentials.json, for their owner only, and there is no other way in.

SLIPWAY_ROOT_ACCESS_KEY_ID and SLIPWAY_ROOT_SECRET_ACCESS_KEY are the first account's root keys, if they are set at
the first start.)",
      .options =
          {{.names = "--port",
            .to = &Arguments::port,
            .value = "PORT",
            .help = "4566, the port that local AWS tools use; 0: any free one",
            .preset = "4566"},
           data_dir(),
           {.names = "--listen",
            .to = &Arguments::listen,
            .value = "ADDRESS",
            .help = "127.0.0.1; may be given several times"},
           {.names = "--account-id",
            .to = &Arguments::account_id,
            .value = "ID",
            .help = "twelve digits, for the first account; made up otherwise"},
           {.names = "--issuer",
            .to = &Arguments::issuers,
            .value = "HOST=ADDRESS:PORT",
            .help =
                "an OIDC issuer that is reached elsewhere than its name says; may be given several times. "
                "One on this machine or in its private networks needs none while only this machine can "
                "call the account; with --listen of another address it does",
            .check = check_issuer},
           {.names = "--speed",
            .to = &Arguments::speed,
            .value = "SPEED",
            .help = "instant: nothing takes any time; real: what takes its time on AWS, such as a cluster's "
                    "creation, takes it here, too; a number N from 1 to 1000000: N times as fast as that",
            .preset = "instant",
            .check = check_speed},
           {.names = "--consistency",
            .to = &Arguments::consistency,
            .value = "HOW",
            .help =
                "strict: what was written is seen at once; aws: for some seconds a new role cannot be used, "
                "a changed policy counts as before, and Describe calls of EC2 miss what is new; for other "
                "tools, since `slipway up` reckons "
                "with that at AWS alone",
            .preset = "strict",
            .choices = {"strict", "aws"}},
           {.names = "--consistency-seed",
            .to = &Arguments::consistency_seed,
            .value = "N",
            .help = "how long each takes; the same number, the same times for the same names"},
           {.names = "--rates",
            .to = &Arguments::rates,
            .help =
                "refuse who calls more often than AWS allows, as AWS does: EC2 with "
                "RequestLimitExceeded, the others with Throttling; without it nobody is refused for that"},
           {.names = "--log",
            .to = &Arguments::log,
            .value = "WHAT",
            .help = "a line for each call, as `slipway account calls` prints it",
            .choices = {"calls"}}},
  };
}

Command env_command() {
  return {
      .name = "account env",
      .run = account_env,
      .summary = "variables for a shell: eval \"$(slipway account env)\"",
      .about =
          R"(Prints variables that point AWS tools to the embedded account, with its root keys. Version 1 of the AWS CLI
takes the address of queues from itself: give it `--endpoint-url "$AWS_ENDPOINT_URL"` for `aws sqs`.)",
      .options = {{.names = "--account",
                   .to = &Arguments::account_name,
                   .value = "NAME",
                   .help = "one made by `slipway account create`; the first otherwise",
                   .values = Values::accounts},
                  {.names = "--region",
                   .to = &Arguments::region,
                   .value = "REGION",
                   .help = "$AWS_REGION, else eu-west-3"},
                  {.names = "--https", .to = &Arguments::https, .help = "over TLS, with AWS_CA_BUNDLE"},
                  data_dir()},
      .more = R"--(  eval "$(slipway account env)"
  aws s3 ls)--",
  };
}

Command calls_command() {
  return {
      .name = "account calls",
      .run = account_calls,
      .summary = "what was called, by whom, and what was decided",
      .about =
          R"(Prints the calls that the embedded account answered, oldest first: when, the HTTP status, who, which operation,
and what IAM decided: the statement that allowed or denied, or which policies lack one. A running server keeps the
last thousand of them.)",
      .options = {{.names = "-f,--follow",
                   .to = &Arguments::follow,
                   .help = "go on with those to come, until Ctrl-C"},
                  {.names = "--json", .to = &Arguments::json, .help = "for programs: one JSON object a line"},
                  data_dir()},
  };
}

Command clock_command() {
  return {
      .name = "account clock",
      .run = account_clock,
      .summary = "what time it is there, and forward from it",
      .about =
          R"(Tells what time it is in a running embedded account, and how fast things happen there. With --advance the clock is
moved forward: everything that would have happened meanwhile happens, in order, before the command ends; states go on,
and credentials expire. It never goes back, not by a restart either; only `slipway account reset` sets it to this
machine's time again. What a caller brings with a time of its own is held against this machine's clock all the same:
signatures, codes of MFA devices, tokens of identity providers and clusters.)",
      .options = {{.names = "--advance",
                   .to = &Arguments::advance,
                   .value = "TIME",
                   .help = "by 90s, 10m, 24h or 7d; 366 days at most at once, ten years in all"},
                  json_option(),
                  data_dir()},
      .more = R"--(  slipway account clock
  slipway account clock --advance 10m)--",
  };
}

Command quota_command() {
  return {
      .name = "account quota",
      .run = account_quota,
      .summary = "how many of each thing there may be",
      .about =
          R"(Shows the quotas of a running embedded account, which are those of a new account on AWS, and sets others, as AWS
does for who asks for more, or less, to see how a program bears it. They are for every account and region of the
server, and are kept until they are cleared; a snapshot has them, too.)",
      .options = {{.names = "WHAT",
                   .to = &Arguments::quota_action,
                   .help = "list, set or clear",
                   .choices = {"list", "set", "clear"},
                   .required = true},
                  {.names = "SERVICE",
                   .to = &Arguments::quota_service,
                   .help = "as Service Quotas calls it: vpc; of list: only its quotas"},
                  {.names = "QUOTA",
                   .to = &Arguments::quota,
                   .help = "its code there, or its name here; of clear: all without"},
                  {.names = "VALUE", .to = &Arguments::quota_value, .help = "of set: a number"},
                  json_option(),
                  data_dir()},
      .more = R"--(  slipway account quota list vpc
  slipway account quota set vpc L-F678F1CE 20
  slipway account quota clear)--",
  };
}

Command create_command() {
  return {
      .name = "account create",
      .run = account_create,
      .summary = "one more account",
      .about =
          R"(Makes one more embedded account with a root user of its own. `slipway account env --account NAME` gives its
keys, and `account: {embedded: NAME}` in slipway.yaml puts a cluster in it.)",
      .options =
          {{.names = "NAME", .to = &Arguments::account_name, .help = "of the new account", .required = true},
           json_option(),
           data_dir()},
  };
}

Command fault_command() {
  return {
      .name = "account fault",
      .run = account_fault,
      .summary = "answer as AWS does on a bad day",
      .about =
          R"(Plants faults in a running embedded account, to see how a program bears them: an error before anything was done, one
behind what was done, an answer that is lost, or a delay. A fault is for the calls that CALL names, and is gone when it
has happened so often, or with the server.)",
      .options =
          {{.names = "WHAT",
            .to = &Arguments::fault_action,
            .help = "add, list or clear",
            .choices = {"add", "list", "clear"},
            .required = true},
           {.names = "CALL",
            .to = &Arguments::fault_call,
            .help = "SERVICE:OPERATION as in a policy; `*` for either"},
           {.names = "--error",
            .to = &Arguments::fault_error,
            .value = "CODE",
            .help = "such as RequestLimitExceeded; InternalError otherwise"},
           {.names = "--when",
            .to = &Arguments::fault_when,
            .value = "WHEN",
            .help = "before: nothing is done; after: it is done, and the answer is the error; lost: it is "
                    "done, and the connection breaks",
            .preset = "before",
            .choices = {"before", "after", "lost"}},
           {.names = "--times", .to = &Arguments::fault_times, .value = "N", .help = "1", .preset = "1"},
           {.names = "--delay",
            .to = &Arguments::fault_delay,
            .value = "SECONDS",
            .help = "pass first; without --error that is all that happens"},
           json_option(),
           data_dir()},
      .more = R"--(  slipway account fault add ec2:CreateVpc --error RequestLimitExceeded
  slipway account fault add iam:CreateRole --when lost)--",
  };
}

Command snapshot_command() {
  return {
      .name = "account snapshot",
      .run = account_snapshot,
      .summary = "keep what it holds under a name, put it back, compare",
      .about =
          R"(Keeps what all embedded accounts of a running server hold, under a name, in DIR/snapshots. `load` puts it back in
one step, so that a test begins where another one began; accounts made since then are gone. `diff` tells what has been
added (+), changed (~) and removed (-) since. The clock goes on: what was due meanwhile is done when a snapshot is
loaded. Clusters that run on this machine keep running: stop them before their records change.)",
      .options = {{.names = "WHAT",
                   .to = &Arguments::snapshot_action,
                   .help = "save, load, diff, remove or list",
                   .choices = {"save", "load", "diff", "remove", "list"},
                   .required = true},
                  {.names = "NAME", .to = &Arguments::snapshot, .help = "of the snapshot"},
                  {.names = "--exit-code",
                   .to = &Arguments::tells_difference,
                   .help = "of diff: tell by the exit code whether anything differs"},
                  json_option(),
                  yes_option(),
                  data_dir()},
      .more = R"--(  slipway account snapshot save before
  slipway account snapshot diff before --exit-code
  slipway account snapshot load before --yes)--",
      .exit_codes = {{"2", "there are differences, and --exit-code was given"}},
  };
}

Command interrupt_command() {
  return {
      .name = "account interrupt",
      .run = account_interrupt,
      .summary = "AWS takes an instance back",
      .about =
          R"(What nobody can ask AWS for, for whoever wants to see how a cluster bears it. The event comes into the default
event bus of the region, where rules may wait for it; an interrupted spot instance ends two minutes later.)",
      .options =
          {{.names = "INSTANCE", .to = &Arguments::instance, .help = "its id", .required = true},
           {.names = "--as",
            .to = &Arguments::interruption,
            .value = "WHAT",
            .help =
                "of spot instances the first two: an interruption, that one is likely, or that AWS Health "
                "has a date for the end of the instance",
            .preset = "spot-interruption",
            .choices = {"spot-interruption", "rebalance", "scheduled-change"}},
           {.names = "--account",
            .to = &Arguments::account_name,
            .value = "NAME",
            .help = "one made by `slipway account create`; the first otherwise",
            .values = Values::accounts},
           {.names = "--region",
            .to = &Arguments::region,
            .value = "REGION",
            .help = "$AWS_REGION, else eu-west-3"},
           data_dir()},
  };
}

}  // namespace

std::vector<Command> account_table() {
  return {
      {.name = "account",
       .summary = "the embedded AWS account",
       .about =
           "The embedded AWS account: an AWS of your own on this machine, with IAM enforced on every call."},
      serve_command(),
      env_command(),
      {.name = "account status",
       .run = account_status,
       .summary = "is it running, and where",
       .about = "Where the embedded account is served, its accounts, and how many calls it has answered.",
       .options = {json_option(), data_dir()},
       .exit_codes = {{"1", "it is not running"}}},
      calls_command(),
      {.name = "account stop",
       .run = account_stop,
       .summary = "stop it; its data stays",
       .about = "Stops the embedded account; its data stays. None running is no error.",
       .options = {data_dir()}},
      {.name = "account reset",
       .run = account_reset,
       .summary = "empty it; its root keys stay",
       .about =
           "Deletes everything in every embedded account of a running server. Root keys, account ids and the "
           "local certificate authority stay; the clock is this machine's again.",
       .options = {yes_option(), data_dir()}},
      clock_command(),
      quota_command(),
      snapshot_command(),
      fault_command(),
      create_command(),
      interrupt_command(),
  };
}

}  // namespace cli
