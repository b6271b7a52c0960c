// `plan`: what `up` would do.
#include <fmt/core.h>

#include "cli/commands.h"
#include "cli/default_file.h"
#include "cli/exit_code.h"
#include "cli/terminal/output_file.h"
#include "cli/world/deployment.h"
#include "engine/command/plan_file.h"
#include "engine/show/plan_markdown.h"
#include "engine/show/plan_text.h"
#include "platform/command/planning.h"
#include "platform/state/digest_key.h"

namespace cli {
namespace {

std::string with_warnings(std::string text, const engine::Plans& plan) {
  for (const std::string& warning : plan.warnings) text += fmt::format("! {}\n", warning);
  return text;
}

}  // namespace

CommandResult plan(const Context& context) {
  const Arguments& arguments = context.arguments;
  std::string file = arguments.file.empty() ? kDefaultFile : arguments.file;
  if (!arguments.out.empty()) TRY(check_output(arguments.out, file));
  std::string text = TRY(platform::text_of_file(file));
  platform::Configuration configuration = TRY(platform::load_text(file, text, managed_policies()));
  Deployment deployment(context);
  engine::Plans found =
      TRY(platform::plan_up(configuration, {arguments.targets, arguments.excludes}, deployment.platform()));
  for (const std::string& line : deployment.connections().notices()) context.terminal.progress(line);
  engine::Planned one = engine::as_one(found);
  std::string document;
  if (arguments.json || !arguments.out.empty())
    document = json::dump_pretty(engine::plan_document(found, file, text, platform::digest_of_text));
  if (!arguments.out.empty()) TRY(write_output(arguments.out, document));
  if (arguments.json)
    context.terminal.write(document);
  else
    context.terminal.print(arguments.markdown ? engine::plan_markdown(one)
                                              : with_warnings(engine::plan_text(one), found));
  return engine::exit_code(engine::outcome_of(one, arguments.tells_difference));
}

}  // namespace cli
