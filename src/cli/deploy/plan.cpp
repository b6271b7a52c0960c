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

// What it costs is told where there is something to decide.
std::string text_of(const engine::Planned& one, const engine::Plans& plan) {
  std::string text = engine::plan_text(one);
  for (const std::string& warning : plan.warnings) text += fmt::format("! {}\n", warning);
  if (!one.plan.steps.empty() && !plan.hourly.empty()) text += "\n" + engine::hourly_text(plan.hourly);
  return text;
}

std::string markdown_of(const engine::Planned& one, const engine::Plans& plan) {
  std::string text = engine::plan_markdown(one);
  return one.plan.steps.empty() ? text : text + engine::hourly_markdown(plan.hourly);
}

}  // namespace

CommandResult plan(const Context& context) {
  const Arguments& arguments = context.arguments;
  std::string file = arguments.file.empty() ? kDefaultFile : arguments.file;
  if (!arguments.out.empty()) TRY(check_output(arguments.out, file));
  std::string text = TRY(platform::text_of_file(file));
  platform::Configuration configuration = TRY(platform::load_text(file, text, managed_policies()));
  Deployment deployment(context);
  platform::Platform platform = deployment.platform();
  platform.ignores_insights = arguments.ignores_insights;
  engine::Plans found =
      TRY(platform::plan_up(configuration, {arguments.targets, arguments.excludes}, platform));
  for (const std::string& line : deployment.connections().notices()) context.terminal.progress(line);
  engine::Planned one = engine::as_one(found);
  std::string document;
  if (arguments.json || !arguments.out.empty())
    document = json::dump_pretty(engine::plan_document(found, file, text, platform::digest_of_text));
  if (!arguments.out.empty()) TRY(write_output(arguments.out, document));
  if (arguments.json)
    context.terminal.write(document);
  else
    context.terminal.print(arguments.markdown ? markdown_of(one, found) : text_of(one, found));
  return engine::exit_code(engine::outcome_of(one, arguments.tells_difference));
}

}  // namespace cli
