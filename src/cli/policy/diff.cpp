// `policy diff`: what one policy allows that another does not.
#include "policy/compare/diff.h"

#include <fmt/core.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/policy/catalog_data.h"
#include "cli/terminal/lines.h"
#include "policy/lint/lint.h"

namespace cli {
namespace {

struct Compared {
  policy::PolicyPtr policy;
  policy::Kind kind;
};

base::Result<Compared> read_policy(const std::string& path) {
  std::string text = TRY(read_input(path));
  base::Diagnostics diagnostics(path == "-" ? "standard input" : path, text);
  policy::Kind kind = policy::guess_kind(text);
  auto policy = policy::compile(text, kind, diagnostics, path, policy::Size::any);
  if (!policy) return tl::unexpected(base::Error{base::ErrorKind::invalid, diagnostics.render(), ""});
  return Compared{policy, kind};
}

// As `policy simulate` takes it.
json::Object as_json(const policy::Request& request) {
  const policy::Principal& who = request.principal;
  std::string name = who.type == policy::PrincipalType::anonymous ? "anonymous"
                     : who.type == policy::PrincipalType::service ? who.service
                                                                  : who.arn;
  json::Object context;
  for (const auto& [key, entry] : request.context.entries()) {
    if (entry.multivalued) {
      context.set(key, json::Array(entry.values.begin(), entry.values.end()));
    } else {
      context.set(key, entry.values.front());
    }
  }
  json::Object out{{"principal", name}, {"action", request.action}, {"resource", request.resource}};
  if (!request.resource_account.empty()) out.set("resourceAccount", request.resource_account);
  if (!context.empty()) out.set("context", std::move(context));
  return out;
}

std::string listed(const std::vector<std::string>& actions) {
  constexpr size_t kShown = 6;
  std::string out;
  for (size_t i = 0; i < actions.size() && i < kShown; ++i) out += fmt::format("    {}\n", actions[i]);
  if (actions.size() > kShown) out += fmt::format("    and {} more\n", actions.size() - kShown);
  return out;
}

std::string render(const policy::Difference& difference) {
  return fmt::format("{} allows\n{}  such as {}\n", difference.statement, listed(difference.actions),
                     json::dump(as_json(difference.witness)));
}

}  // namespace

CommandResult policy_diff(const Context& context) {
  const PolicyArguments& arguments = context.arguments;
  Compared before = TRY(read_policy(arguments.before));
  Compared after = TRY(read_policy(arguments.after));
  if (before.kind != after.kind) {
    return base::fail(base::ErrorKind::invalid,
                      "`{}` is {} and `{}` is {}: only policies of one kind compare", arguments.before,
                      policy::kind_name(before.kind), arguments.after, policy::kind_name(after.kind));
  }
  auto [differences, unsure] = policy::newly_allowed(before.policy, after.policy, embedded_catalog());
  if (context.arguments.json) {
    json::Array list;
    for (const auto& difference : differences) {
      list.emplace_back(
          json::Object{{"statement", difference.statement},
                       {"actions", json::Array(difference.actions.begin(), difference.actions.end())},
                       {"witness", as_json(difference.witness)}});
    }
    context.terminal.print(json::dump_pretty(json::Object{
        {"newlyAllowed", std::move(list)}, {"unsure", json::Array(unsure.begin(), unsure.end())}}));
  } else if (differences.empty() && unsure.empty()) {
    context.terminal.print("nothing more is allowed\n");
  } else {
    std::string out;
    for (const auto& difference : differences) out += render(difference);
    if (!unsure.empty()) {
      out += fmt::format(
          "not sure about\n{}  no request was found that shows more, and not all of them were tried\n",
          listed(unsure));
    }
    context.terminal.print(out);
  }
  if (!differences.empty()) return kFailed;
  return unsure.empty() ? kDone : kUnsure;
}

}  // namespace cli
