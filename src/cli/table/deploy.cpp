// The commands about what is deployed.
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

Option environment() {
  return {.names = "ENVIRONMENT",
          .to = &Arguments::environment,
          .help = "its name, or PROJECT/ENVIRONMENT",
          .values = Values::environments,
          .required = true};
}

Option service(Values values, bool required) {
  return {.names = "SERVICE",
          .to = &Arguments::service,
          .help = "its name, or PROJECT/ENVIRONMENT/SERVICE where several have that name",
          .values = values,
          .required = required};
}

Option addresses(std::string_view name, std::vector<std::string> Arguments::*to, std::string_view help) {
  return {.names = name, .to = to, .value = "ADDRESS", .help = help, .values = Values::addresses};
}

Option allow_destroy() {
  return addresses(
      "--allow-destroy", &Arguments::allow_destroy,
      "destroy or replace it though it is protected, such as role/x or dev:role; may be given again");
}

Option ignore_insights() {
  return {
      .names = "--ignore-insights",
      .to = &Arguments::ignores_insights,
      .help = "bring clusters to a new version of Kubernetes whatever EKS's insights say would break by it"};
}

std::string check_number(const std::string& text) {
  auto number = base::parse_int(text);
  return number && *number >= 0 ? "" : "`" + text + "` is no number";
}

Command up_command() {
  return {
      .name = "up",
      .run = up,
      .summary = "make what slipway.yaml describes: shows a plan first",
      .about =
          R"(Makes what FILE describes. First shows what will be made, changed and left as it is, and asks.
Run again after a failure or a change: it does what is left to do, and nothing twice.

Where FILE names the embedded account and none answers, one is started in the background.
SLIPWAY_RUNTIME=podman|process decides for clusters whose `runtime` is `auto`.

FILE may be a plan that `slipway plan --out` has saved: it is carried out without a question, if neither the file, nor
what is remembered, nor what is there has changed since.)",
      .options = {file(),
                  {.names = "--max-destroy",
                   .to = &Arguments::max_destroy,
                   .value = "N",
                   .help = "do nothing if more than N things would be destroyed or replaced",
                   .check = check_number},
                  allow_destroy(),
                  ignore_insights(),
                  state_place_option(),
                  yes_option()},
      .more = R"(  slipway up examples/s3-reader/slipway.yaml
  slipway plan --out plan.json && slipway up plan.json)",
      .exit_codes =
          {{"1", "a step failed, or the answer was no: `up` again does what is left"},
           {"3", "something that is protected, or more than N things, would be destroyed: nothing was done"},
           {"4", "it was interrupted, or its lock was lost: `up` again goes on"}},
  };
}

Command plan_command() {
  return {
      .name = "plan",
      .run = plan,
      .summary = "what `up` would do: every change, by reading alone",
      .about =
          R"(Tells what `up` would do with FILE: what is made, changed in place, replaced or destroyed, why, which value
becomes which, and what it waits for. Changes nothing and takes no lock, so it needs only reads.

Where FILE names the embedded account and none answers, one is started in the background. docs/state.md tells how
plan, drift and state go together.)",
      .options = {file(),
                  json_option(),
                  {.names = "--markdown",
                   .to = &Arguments::markdown,
                   .help = "as a comment for a pull request: what is destroyed or replaced first"},
                  {.names = "--out",
                   .to = &Arguments::out,
                   .value = "FILE",
                   .help = "save it there, for `slipway up FILE`",
                   .values = Values::files},
                  {.names = "--detailed-exitcode",
                   .to = &Arguments::tells_difference,
                   .help = "exit with 2 if there is something to do"},
                  addresses("--target", &Arguments::targets,
                            "only this, and what it needs, such as role/x or dev:role; may be given again"),
                  addresses("--exclude", &Arguments::excludes,
                            "without this and what needs it; may be given again"),
                  ignore_insights(),
                  state_place_option()},
      .alternatives = {"--json", "--markdown"},
      .more = R"(  slipway plan --markdown > comment.md
  slipway plan --detailed-exitcode)",
      .exit_codes = {{"2", "there is something to do, and --detailed-exitcode was given"},
                     {"3", "something that is protected would be destroyed: `up` refuses"}},
  };
}

Command down_command() {
  return {
      .name = "down",
      .run = down,
      .summary = "remove what `up` made, and nothing else",
      .about =
          R"(Removes what `up` made for the environments of FILE, in reverse order, and nothing else. A cluster that FILE
only names goes with the last environment that uses it, with its identity provider and its role; one that FILE
describes goes, too, unless other environments use it. Ends with a proof: what in the account still carries Slipway's
tags for these environments and clusters. Works after an `up` that was cut short, and whatever the
services of FILE have become: only its organization, clusters and environments are read.

Lifecycle jobs run their delete event first; one that fails stops it.)",
      .options =
          {file(),
           {.names = "--environment",
            .to = &Arguments::environment,
            .value = "ENVIRONMENT",
            .help = "one environment by its name, or PROJECT/ENVIRONMENT, instead of those of FILE",
            .values = Values::environments},
           {.names = "--cluster",
            .to = &Arguments::cluster,
            .value = "CLUSTER",
            .help = "a cluster that a file described, by its name, or CLUSTER@REGION, without the file",
            .values = Values::states},
           {.names = "--expired",
            .to = &Arguments::expired,
            .help =
                R"(all environments whose time is over (`slipway clone --expires`), one after another; none is no
error. What removes them in the background does the same; after a restart of the machine it runs from the next
command about environments on, or do it from cron: `*/10 * * * * slipway down --expired --yes`)"},
           {.names = "--skip-jobs", .to = &Arguments::skip_jobs, .help = "do not run the delete events"},
           allow_destroy(),
           state_place_option(),
           yes_option()},
      .alternatives = {"FILE", "--environment", "--cluster", "--expired"},
      .exit_codes = {{"1", "a step failed, something is left over, or the answer was no"},
                     {"3", "something that is protected would be destroyed: nothing was done"},
                     {"4", "it was interrupted, or its lock was lost: `down` again goes on"}},
  };
}

Command clone_command() {
  return {
      .name = "clone",
      .run = clone,
      .summary = "a new environment from one that is deployed",
      .about =
          R"(Makes a new environment NAME from one that is deployed: its services, stages, variables and secrets, in a
namespace of its own on the same cluster. The clone is kept by Slipway and stands in no file;
`slipway down --environment NAME` removes it.

A role works in the clone if its trust policy lets other namespaces in (`scope: cluster`). Where one does not,
nothing is made, and the change that would mend it is told.)",
      .options =
          {environment(),
           {.names = "NAME", .to = &Arguments::name, .help = "of the new one", .required = true},
           {.names = "--expires",
            .to = &Arguments::expires,
            .value = "TIME",
            .help =
                R"(a preview: 90m, 24h, 7d. Then it is removed as `slipway down` does it, by a process in the
background that has this command's environment variables, credentials included; what it did is in
$SLIPWAY_HOME/expiry.log, and what failed is tried again every ten minutes)"},
           yes_option()},
      .more = R"(  slipway clone tutorial/production staging
  slipway clone tutorial/production pr-7 --expires 24h)",
  };
}

Command stop_command() {
  return {
      .name = "stop",
      .run = stop,
      .summary = "end its services; `up` starts them again",
      .about =
          R"(Ends the instances of an environment's services and the schedules of its cron jobs, the last stage first, and
runs the stop events of its lifecycle jobs. Namespace, roles and service accounts stay; `slipway up` starts it again.)",
      .options = {environment()},
  };
}

Command job_command() {
  return {
      .name = "job",
      .run = job,
      .summary = "run a job now: a lifecycle job's event, or a cron job",
      .about =
          R"(Runs a job now, whatever happens to its environment: one event of a lifecycle job, or a cron job, beside its
schedule. Prints what the job prints, as it comes.)",
      .options = {{.names = "JOB",
                   .to = &Arguments::service,
                   .help = "its name, or PROJECT/ENVIRONMENT/JOB where several have that name",
                   .values = Values::jobs,
                   .required = true},
                  {.names = "EVENT",
                   .to = &Arguments::event,
                   .help = "of a lifecycle job; a cron job has none",
                   .choices = {"start", "stop", "delete"}}},
      .more = R"(  slipway job create-sa start
  slipway job report)",
      .exit_codes = {{"1", "the job failed"}},
  };
}

Command status_command() {
  return {
      .name = "status",
      .run = status,
      .summary = "services, namespaces, roles, token expiry",
      .about =
          R"(Every service that Slipway has deployed from this machine: namespace, role, runtime, instances running and
wanted, and when its token expires; of jobs, how the last run went, and of cron jobs when the next is due (if their time
zone is UTC). Of a preview environment: when it expires. Of an environment that has no services, since `up` or `down` was
broken off: what was made for it.)",
      .options = {json_option()},
  };
}

Command shell_command() {
  return {
      .name = "shell",
      .run = shell,
      .summary = "a shell inside a service; -- COMMAND runs one command",
      .about =
          R"(Opens a shell in an instance of a service, or runs one command there and exits with its exit code.
Without SERVICE, organization, project, environment and service are asked for on the terminal: type to filter, arrow
keys, Enter, Escape to leave.

The command reads this command's standard input, as with ssh; in a loop that reads one, give it `< /dev/null`. It has a
terminal if both ends are one. Without COMMAND and without a terminal, the shell reads its script from standard input.
A Kubernetes before 1.30 cannot be told that the input has ended.)",
      .options = {service(Values::services, false),
                  {.names = "COMMAND",
                   .to = &Arguments::words,
                   .help = "what to run instead of a shell, with its own options",
                   .many = true}},
      .passes_on = true,
      .more = R"(  slipway shell debian
  slipway shell debian -- aws s3 ls
  slipway shell debian -- sh -c 'cat > /tmp/dump' < dump
  echo 'exit 3' | slipway shell debian)",
      .exit_codes = {{"N", "the shell or the command inside ended with N"}},
  };
}

Command logs_command() {
  return {
      .name = "logs",
      .run = logs,
      .summary = "what a service printed",
      .about =
          R"(Prints what the instances of a service wrote, oldest line first. Of a lifecycle job: the last run of each
event, with a line before each. Of a cron job: the last run that `slipway job` asked for, then those that Kubernetes keeps
(`cronjob.*_jobs_history_limit`).)",
      .options =
          {service(Values::services_and_jobs, true),
           {.names = "-f,--follow",
            .to = &Arguments::follow,
            .help = "go on until the instance ends or Ctrl-C"},
           {.names = "--raw",
            .to = &Arguments::raw,
            .help =
                R"(a terminal gets all bytes as they are, control characters too, which could make it show what was
never printed; without it, it shows them as \u001b (a file or a pipe always gets all bytes))"}},
      .exit_codes = {{"141", "whoever read the output has gone"}},
  };
}

Command doctor_command() {
  return {
      .name = "doctor",
      .run = doctor,
      .summary = "every link between a service and its AWS role, checked",
      .about =
          R"(Checks every link between a service and its AWS role, one line each: the account, the cluster and its issuer,
the identity provider, the role and its trust policy, the service account, the token, the instances, and at last the
call itself (AssumeRoleWithWebIdentity). A link that fails says what differs, and how to mend it.)",
      .options =
          {service(Values::services, false),
           {.names = "--cluster",
            .to = &Arguments::cluster,
            .value = "NAME",
            .help =
                R"(explains refused kubectl calls instead: whom this cluster of the embedded account turned away
since the account started, what they wanted, why, and the command that would let them)",
            .values = Values::clusters},
           json_option()},
      .alternatives = {"SERVICE", "--cluster"},
      .needs_alternative = true,
      .exit_codes = {{"1", "a link fails, or somebody was turned away and has not come in since"}},
  };
}

}  // namespace

std::vector<Command> deploy_table() {
  return {plan_command(), up_command(),     down_command(),  clone_command(), stop_command(),
          job_command(),  status_command(), shell_command(), logs_command(),  doctor_command()};
}

}  // namespace cli
