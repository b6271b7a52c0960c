// The commands about permissions of Slipway itself, and about rehearsals.
#include "base/arn.h"
#include "base/text.h"
#include "cli/default_file.h"
#include "cli/table/common_options.h"
#include "cli/table/table.h"

namespace cli {
namespace {

Option file() {
  return {.names = "FILE",
          .to = &Arguments::file,
          .help = "slipway.yaml, unless another is named",
          .preset = kDefaultFile,
          .values = Values::files};
}

std::string check_account(const std::string& id) {
  return base::is_account_id(id) ? "" : "`" + id + "` is no account's id: it has twelve digits";
}

Option account_id() {
  return {.names = "--account",
          .to = &Arguments::account_id,
          .value = "ID",
          .help = "of which account; else that of the file's",
          .check = check_account};
}

std::string check_seed(const std::string& seed) {
  auto number = base::parse_int(seed);
  return number && *number >= 0 ? "" : "`" + seed + "` is no number of troubles: take 0 or any other";
}

Command permissions_command() {
  return {
      .name = "permissions",
      .run = permissions,
      .summary = "the exact IAM policy that Slipway needs for a file, with a reason for each action",
      .about =
          R"(Says what whoever runs `slipway plan`, `up` and `down` on FILE must be allowed in AWS: each action with the resource,
the conditions and the reasons. Nothing of it is a list that somebody keeps: FILE's whole life is played twice in an
account in this process, with the engine and the client of `slipway up` and with IAM deciding on every call. What was
asked is what is needed; what both lives have in common is known beforehand, and what differs is an id, which becomes
`*` with our tags as a condition. `slipway rehearse` proves the result.

Policies come by phase: each holds what the ones before lack, so that who only plans has one of them, and who may
destroy has all. `wide` says of a permission that neither names nor tags narrow it, and why.)",
      .options = {file(),
                  {.names = "--phase",
                   .to = &Arguments::phase,
                   .value = "PHASE",
                   .help = "plan, create, run, upgrade or destroy alone, beside those before it",
                   .preset = "all",
                   .choices = {"plan", "create", "run", "upgrade", "destroy", "all"}},
                  {.names = "--format",
                   .to = &Arguments::format,
                   .value = "FORMAT",
                   .help = "table; json: with the documents; cloudformation: a template; terraform: "
                           "aws_iam_policy resources; markdown",
                   .preset = "table",
                   .choices = {"table", "json", "cloudformation", "terraform", "markdown"}},
                  account_id(),
                  json_option()},
      .alternatives = {"--format", "--json"},
      .more = R"(  slipway permissions examples/s3-reader/slipway.yaml
  slipway permissions --format terraform --account 111122223333 > slipway.tf
  slipway permissions --json | jq '.clusters[0].documents[0].policy' > plan.json)",
  };
}

Command why_command() {
  return {
      .name = "permissions why",
      .run = permissions_why,
      .summary = "why Slipway asks for an action, on what and when",
      .about =
          R"(Says for which things of FILE an action is needed, by which calls, in which phases, and what these things are good
for.)",
      .options =
          {{.names = "ACTION", .to = &Arguments::action, .help = "such as iam:PassRole", .required = true},
           file(),
           account_id()},
      .more = "  slipway permissions why iam:PassRole examples/s3-reader/slipway.yaml",
      .exit_codes = {{"1", "FILE does not need the action"}},
  };
}

Command check_command() {
  return {
      .name = "permissions check",
      .run = permissions_check,
      .summary = "what a policy of yours lacks for a file, and what of it is never used",
      .about =
          R"(Decides all that is asked in the life of FILE under the policy in POLICY, and says what would be refused, with the
statement that is missing; and which actions of the policy nothing asks for.)",
      .options = {file(),
                  {.names = "--policy",
                   .to = &Arguments::policy_file,
                   .value = "POLICY",
                   .help = "a file with an identity policy; `-` is standard input",
                   .values = Values::files,
                   .required = true},
                  account_id(),
                  json_option()},
      .more = "  slipway permissions check examples/s3-reader/slipway.yaml --policy theirs.json",
      .exit_codes = {{"0", "nothing is missing"}, {"1", "something is"}},
  };
}

Command rehearse_command() {
  return {
      .name = "rehearse",
      .run = rehearse,
      .summary = "the whole life of a file in a simulated account, under exactly its permissions",
      .about =
          R"(Plays what becomes of FILE in AWS, from the first `up` to the last `down`, in an account in this process: planned and
made, found as it is, changed by hand and mended, upgraded and taken back, destroyed, and looked for in the end
(docs/rehearsal.md). It is played
under the policies of `slipway permissions` and nothing else, so it proves them:

  sufficient  nothing is refused
  necessary   without any one of them, something is
  narrow      another's things, and what only has a name like ours, are refused
  escalation  the known ways by which a holder gets more rights are refused

`unbounded` names what only a permissions boundary closes: whoever makes roles and writes their policies can give them any
right, unless the file says `iam: { boundary: ARN }`.

What is left in the account in the end is told in four lists: gone, what ends by itself, what belongs to the account
(roles of AWS's services), and what is left over, which is a failure.

A refusal names the step, why the call is made, and the statement that is missing. Nothing is made anywhere else, and
nobody waits: the clock is a virtual one.)",
      .options = {file(),
                  {.names = "--prove",
                   .to = &Arguments::prove,
                   .help = "also play a life without each permission, and see it refused"},
                  {.names = "--faults",
                   .to = &Arguments::faults,
                   .value = "SEED",
                   .help =
                       "also play a life that meets throttles, lost calls and answers, and the end of the "
                       "process now and then: of the same number, the same ones",
                   .check = check_seed},
                  {.names = "--timeline",
                   .to = &Arguments::timeline,
                   .value = "PAGE",
                   .help = "write a page for a browser: each step over time, what waited for what, and why",
                   .values = Values::files},
                  account_id(),
                  json_option()},
      .more = R"(  slipway rehearse examples/s3-reader/slipway.yaml
  slipway rehearse examples/s3-reader/slipway.yaml --prove --faults 7)",
      .exit_codes = {{"0", "it comes to its end, and the permissions are proved"}, {"1", "else"}},
  };
}

}  // namespace

std::vector<Command> rehearsal_table() {
  return {permissions_command(), why_command(), check_command(), rehearse_command()};
}

}  // namespace cli
