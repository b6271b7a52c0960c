// The commands about IAM policies and the catalog.
#include "cli/table/common_options.h"
#include "cli/table/policy_kinds.h"
#include "cli/table/table.h"

namespace cli {
namespace {

std::vector<std::string_view> kind_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, kind] : kPolicyKinds) names.push_back(name);
  return names;
}

Command check_command() {
  return {
      .name = "policy check",
      .run = policy_check,
      .summary = "errors, security warnings, warnings and suggestions",
      .about =
          R"(Finds errors (AWS would refuse the policy, or it can never work), security warnings, warnings and suggestions,
each with its line and column, its path in the document, how to mend it, and an id that stays the same: IAM Access
Analyzer's name for it, where it has one. Actions and condition keys that are not known get a near one proposed;
`slipway catalog` says of which day that knowledge is.)",
      .options =
          {{.names = "FILE",
            .to = &Arguments::files,
            .help = "`-` is standard input",
            .values = Values::files,
            .required = true,
            .many = true},
           {.names = "--kind",
            .to = &Arguments::kind,
            .value = "KIND",
            .help =
                R"(without it a file that names principals is a trust policy if it names no resources, else a resource policy;
any other one is an identity policy)",
            .choices = kind_names()},
           json_option(),
           {.names = "--sarif", .to = &Arguments::sarif, .help = "SARIF 2.1.0, for code hosts"}},
      .alternatives = {"--json", "--sarif"},
      .exit_codes = {{"0", "no errors"}, {"1", "errors"}, {"64", "a file cannot be read"}},
  };
}

Command simulate_command() {
  return {
      .name = "policy simulate",
      .run = policy_simulate,
      .summary = "decide requests against policies of every kind; JSON lines in and out",
      .about = R"(Decides requests. Reads one JSON object a line and writes one a line, in the same order:

  {"id": "r1",
   "request": {"principal": "arn:aws:iam::111122223333:role/app",
               "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k",
               "resourceAccount": "111122223333",
               "context": {"aws:SourceIp": "10.0.0.1",
                           "aws:TagKeys": ["a", "b"]}},
   "policies": {"identity": [{...}], "boundary": {...}, "session": {...},
                "resource": {...}, "endpoint": [{...}],
                "scps": [[{...}], [{...}]], "rcps": [[{...}]]}}

  {"id": "r1", "decision": "allowed", "layer": "identity", "why": "...",
   "statements": [{"layer": "identity", "policy": "identity/0", "statement": 0,
                   "effect": "Allow"}]}

A principal is an ARN, an account number, a service (ec2.amazonaws.com), an identity provider with its claims in the
context, or `anonymous`. A list in the context is a multivalued key. `scps` and `rcps` hold one list of policies for
each level from the root down. A policy is an object or its text in a string; kinds that are absent take no part.
The decision is allowed, implicitDeny or explicitDeny; the layer is the one that allowed, denied, or has nothing that
allows: identity, boundary, session, resource, endpoint, scp, rcp, root, none.
What cannot be read is answered as {"id", "error": {...}}, and the run goes on.)",
      .options = {{.names = "--requests",
                   .to = &Arguments::requests,
                   .value = "FILE",
                   .help = "where the requests are; `-`, the default, is standard input",
                   .preset = "-",
                   .values = Values::files}},
      .exit_codes = {{"0", "every line was answered"}},
  };
}

// Options of `explain` that make a request in place of FILE.
Option of_request(std::string_view name, decltype(Option::to) to, std::string_view value,
                  std::string_view help) {
  return {.names = name,
          .to = to,
          .value = value,
          .help = help,
          .values = value == "FILE" ? Values::files : Values::anything,
          .needs = "--action"};
}

Command explain_command() {
  using A = Arguments;
  return {
      .name = "policy explain",
      .run = policy_explain,
      .summary = "one decision, statement by statement, and what would change it",
      .about =
          R"(Explains a decision: every statement of every policy that took part, whether it matches and if not on which
element and value, the layer that decided, and the smallest changes that would turn a denial into an allow. Those were
tried. Requests come from FILE, or one is given by --action and other options, and its policies by files.)",
      .options =
          {{.names = "FILE,--requests",
            .to = &A::requests,
            .value = "FILE",
            .help =
                R"(requests as `slipway policy simulate` takes them, one a line, or one alone in any layout; `-`,
the default, is standard input)",
            .preset = "-",
            .values = Values::files},
           {.names = "--action", .to = &A::action, .value = "ACTION", .help = "such as s3:GetObject"},
           of_request("--principal", &A::principal, "WHO",
                      "an ARN, an account number, a service, an identity provider, or `anonymous`"),
           of_request("--resource", &A::resource, "ARN", "default `*`"),
           of_request("--resource-account", &A::resource_account, "ID",
                      "the account that owns it (default: that of the ARN, or the caller's)"),
           of_request("--context", &A::context, "KEY=VALUE",
                      "a condition key; given twice, it is multivalued"),
           of_request("--identity", &A::identity, "FILE", "an identity policy, any number of them"),
           of_request("--boundary", &A::boundary, "FILE", "the permissions boundary"),
           of_request("--session", &A::session, "FILE", "a session policy, any number of them"),
           of_request("--resource-policy", &A::resource_policy, "FILE",
                      "the resource's own policy, or the role's trust policy"),
           of_request("--endpoint", &A::endpoint, "FILE", "a policy of the VPC endpoint"),
           of_request("--scp", &A::scps, "FILE",
                      "service control policies, one for each level from the root down"),
           of_request("--rcp", &A::rcps, "FILE", "resource control policies, the same"),
           json_option()},
      .alternatives = {"FILE", "--action"},
      .exit_codes = {{"0", "every request is allowed"}, {"1", "one is denied"}, {"64", "one cannot be read"}},
  };
}

Command diff_command() {
  return {
      .name = "policy diff",
      .run = policy_diff,
      .summary = "what a policy allows that another does not, with requests that show it",
      .about =
          R"(Says what the policy in AFTER allows that the one in BEFORE does not: which statement, which actions, and a
request that shows it, as `slipway policy simulate` takes it. Every such request was evaluated under both policies, with
texts for each way in which their patterns can match, the bounds of their numbers, dates and ranges, and what lies beside
these. Where not everything could be tried, because a variable can have any value or the combinations are more than 8192,
it names the actions of which it is not sure.)",
      .options = {{.names = "BEFORE",
                   .to = &Arguments::before,
                   .help = "a file with a policy",
                   .values = Values::files,
                   .required = true},
                  {.names = "AFTER",
                   .to = &Arguments::after,
                   .help = "one of the same kind",
                   .values = Values::files,
                   .required = true},
                  json_option()},
      .exit_codes = {{"0", "nothing more is allowed"},
                     {"1", "something is"},
                     {"6", "nothing was found, and it is not sure"},
                     {"64", "a policy cannot be read"}},
  };
}

Command expand_command() {
  return {
      .name = "policy expand",
      .run = policy_expand,
      .summary = "wildcards in actions to the actions that they stand for",
      .about =
          R"(Writes the policy with each wildcard in its actions replaced by the actions that it stands for as of the
catalog's day (`slipway catalog`). What it decides about these does not change. Or lists the actions of patterns, one a
line.)",
      .options = {{.names = "FILE",
                   .to = &Arguments::files,
                   .help = "a policy; `-` is standard input",
                   .values = Values::files},
                  {.names = "--action",
                   .to = &Arguments::actions,
                   .value = "PATTERN",
                   .help = "such as s3:Get*, any number of them",
                   .many = true},
                  {.names = "--all",
                   .to = &Arguments::all,
                   .help = "replace `*` alone too: all actions of all services"}},
      .alternatives = {"FILE", "--action"},
      .needs_alternative = true,
  };
}

Command shrink_command() {
  return {
      .name = "policy shrink",
      .run = policy_shrink,
      .summary = "actions to few patterns that stand for nothing else",
      .about =
          R"(Writes the policy with few patterns in place of many actions. A wildcard stands only where every action that it
matches was meant, as of the catalog's day (`slipway catalog`): what the policy decides about these does not change.)",
      .options = {{.names = "FILE",
                   .to = &Arguments::files,
                   .help = "a policy; `-` is standard input",
                   .values = Values::files},
                  {.names = "--action",
                   .to = &Arguments::actions,
                   .value = "ACTION",
                   .help = "such as s3:GetObject, any number of them",
                   .many = true}},
      .alternatives = {"FILE", "--action"},
      .needs_alternative = true,
  };
}

Command generate_command() {
  return {
      .name = "policy generate",
      .run = policy_generate,
      .summary = "the least policy for recorded calls",
      .about =
          R"(Writes the least identity policy for calls that were recorded. An API operation that asks for other actions
(s3:HeadObject) becomes these, and an action that works on no resource gets `*`. The policy allows every call, and without
any one of its statements it does not. Which lines each statement is for, and what such calls usually need too
(iam:PassRole), goes to standard error. It goes beyond the calls only as asked.)",
      .options = {{.names = "CALLS",
                   .to = &Arguments::requests,
                   .help = R"(a JSON object a line with `action`, `resource` and `context`, or lines of
`slipway policy simulate`; `-`, the default, is standard input)",
                   .preset = "-",
                   .values = Values::files},
                  {.names = "--any-action",
                   .to = &Arguments::any_action,
                   .help = "wildcards where every action that they match was called"},
                  {.names = "--any-name",
                   .to = &Arguments::any_name,
                   .help = "`*` for the last part of each ARN: other resources of the same kind"},
                  {.names = "--any-account",
                   .to = &Arguments::any_account,
                   .help = "`*` for regions and accounts"},
                  {.names = "--condition",
                   .to = &Arguments::conditions,
                   .value = "KEY",
                   .help = "demand the values that KEY had, any number of keys"},
                  json_option()},
  };
}

Command catalog_command() {
  return {
      .name = "catalog",
      .run = catalog,
      .summary = "AWS's actions, resource types and condition keys",
      .about =
          R"(Shows what is known about an action: access level, resource types with their ARNs, condition keys, the actions
it needs too (iam:PassRole, service-linked roles), and the API operations that ask for it under another name. The data is
embedded in the program; its date stands at the end. Without NAME: how much there is, from where, and its licence.)",
      .options = {{.names = "NAME",
                   .to = &Arguments::catalog_action,
                   .help =
                       R"(an action (s3:GetObject), a pattern (s3:Get*), a service (s3), or an API operation
(ListObjectsV2))"},
                  json_option()},
      .exit_codes = {{"1", "nothing of that name is known"}},
  };
}

}  // namespace

std::vector<Command> policy_table() {
  return {
      {.name = "policy",
       .summary = "IAM policies",
       .about =
           "The IAM policy language: what policies mean, by the evaluator that the embedded account uses for "
           "every call."},
      check_command(),
      simulate_command(),
      explain_command(),
      diff_command(),
      expand_command(),
      shrink_command(),
      generate_command(),
      catalog_command(),
  };
}

}  // namespace cli
