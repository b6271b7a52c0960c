// `policy expand` and `policy shrink`: wildcards in actions to actions, and back.
#include <algorithm>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/policy/catalog_data.h"
#include "cli/terminal/lines.h"
#include "policy/catalog/expand.h"
#include "policy/lint/lint.h"
#include "policy/read/print.h"

namespace cli {
namespace {

base::Result<policy::Document> read_document(const std::string& path) {
  std::string text = TRY(read_input(path));
  base::Diagnostics diagnostics(path == "-" ? "standard input" : path, text);
  auto document = policy::parse(text, policy::guess_kind(text), diagnostics, policy::Size::any);
  if (!document) return tl::unexpected(base::Error{base::ErrorKind::invalid, diagnostics.render(), ""});
  return std::move(*document);
}

void print(const Context& context, const std::vector<std::string>& actions) {
  std::string out;
  for (const std::string& action : actions) out += action + "\n";
  context.terminal.print(out);
}

}  // namespace

CommandResult policy_expand(const Context& context) {
  const PolicyArguments& arguments = context.arguments;
  if (!arguments.actions.empty()) {
    print(context, policy::expand_actions(arguments.actions, embedded_catalog(), arguments.all));
    return kDone;
  }
  policy::Document document = TRY(read_document(arguments.files.front()));
  document = policy::expand(std::move(document), embedded_catalog(), arguments.all);
  context.terminal.print(json::dump_pretty(policy::to_json(document)));
  return kDone;
}

CommandResult policy_shrink(const Context& context) {
  const PolicyArguments& arguments = context.arguments;
  if (!arguments.actions.empty()) {
    print(context, policy::shrink_actions(arguments.actions, embedded_catalog()));
    return kDone;
  }
  policy::Document document = policy::shrink(TRY(read_document(arguments.files.front())), embedded_catalog());
  context.terminal.print(json::dump_pretty(policy::to_json(document)));
  return kDone;
}

}  // namespace cli
