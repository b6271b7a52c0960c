// `permissions` and `rehearse`: nothing of it leaves this process, unless an endpoint's account is asked for its id.
#include "cli/commands.h"

#include <fmt/core.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/default_file.h"
#include "cli/exit_code.h"
#include "cli/terminal/lines.h"
#include "cli/terminal/output_file.h"
#include "cli/world/deployment.h"
#include "cli/world/rehearsed.h"
#include "rehearsal/show/permissions_text.h"
#include "rehearsal/show/rehearsal_text.h"
#include "rehearsal/show/timeline.h"

namespace cli {
namespace {

using rehearsal::Derived;
using rehearsal::Phase;

// Of each cluster of the file.
base::Result<std::vector<Derived>> derived(const Context& context, const rehearsal::Makings& makings) {
  const Arguments& arguments = context.arguments;
  std::string file = arguments.file.empty() ? kDefaultFile : arguments.file;
  platform::Configuration configuration = TRY(platform::load_file(file, managed_policies()));
  std::vector<Derived> all;
  for (const rehearsal::Subject& each : TRY(rehearsed(configuration, arguments.account_id, context)))
    all.push_back(TRY(rehearsal::derive(each, makings)));
  if (all.empty())
    return tl::unexpected(base::Error{
        base::ErrorKind::invalid,
        fmt::format("`{}` has no environment and describes no cluster, so nothing is made for it", file),
        "describe one: `slipway schema` says how"});
  return all;
}

base::Result<std::vector<Derived>> derived(const Context& context) {
  return derived(context, TRY(rehearsal_makings(context)));
}

std::optional<Phase> phase_of(std::string_view name) {
  for (Phase each : rehearsal::kPhases)
    if (rehearsal::phase_name(each) == name) return each;
  return std::nullopt;
}

void print_json(const Context& context, json::Array clusters) {
  context.terminal.write(json::dump_pretty(json::Object{{"version", 1}, {"clusters", std::move(clusters)}}));
}

// Texts of several clusters with a line between them.
void print(const Context& context, const std::vector<std::string>& texts) {
  context.terminal.print(base::join(texts, "\n"));
}

}  // namespace

CommandResult permissions(const Context& context) {
  std::optional<Phase> phase = phase_of(context.arguments.phase);
  std::string format = context.arguments.json ? "json" : context.arguments.format;
  std::vector<Derived> all = TRY(derived(context));
  if (format == "json") {
    json::Array clusters;
    for (const Derived& each : all) clusters.emplace_back(rehearsal::permissions_json(each, phase));
    print_json(context, std::move(clusters));
    return kDone;
  }
  if (format == "cloudformation") {
    context.terminal.write(rehearsal::permissions_cloudformation(all, phase));
    return kDone;
  }
  auto text = format == "terraform"  ? rehearsal::permissions_terraform
              : format == "markdown" ? rehearsal::permissions_markdown
                                     : rehearsal::permissions_text;
  std::vector<std::string> texts;
  for (const Derived& each : all) texts.push_back(text(each, phase));
  print(context, texts);
  return kDone;
}

CommandResult permissions_why(const Context& context) {
  const std::string& action = context.arguments.action;
  std::vector<std::string> texts, names;
  for (const Derived& each : TRY(derived(context))) {
    std::string text = rehearsal::reasons_text(each, action);
    if (!text.empty()) texts.push_back(std::move(text));
    for (const rehearsal::Grant& grant : each.all()) names.push_back(grant.action);
  }
  if (texts.empty()) {
    auto meant = base::did_you_mean(action, names);
    return tl::unexpected(base::Error{
        base::ErrorKind::not_found, fmt::format("Slipway does not ask for `{}` here", action),
        meant ? fmt::format("did you mean `{}`?", *meant) : "`slipway permissions` lists what it asks for"});
  }
  print(context, texts);
  return kDone;
}

CommandResult permissions_check(const Context& context) {
  std::string policy = TRY(read_input(context.arguments.policy_file));
  std::vector<std::string> texts;
  json::Array clusters;
  bool is_enough = true;
  for (const Derived& each : TRY(derived(context))) {
    auto compared = rehearsal::compare_with(each, policy);
    if (!compared) return tl::unexpected(compared.error().in(context.arguments.policy_file));
    is_enough = is_enough && compared->missing.empty();
    texts.push_back(rehearsal::comparison_text(each, *compared));
    clusters.emplace_back(rehearsal::comparison_json(each, *compared));
  }
  if (context.arguments.json)
    print_json(context, std::move(clusters));
  else
    print(context, texts);
  return is_enough ? kDone : kFailed;
}

CommandResult rehearse(const Context& context) {
  const Arguments& arguments = context.arguments;
  rehearsal::Makings makings = TRY(rehearsal_makings(context));
  rehearsal::Proving proving{arguments.prove, std::nullopt};
  if (auto seed = base::parse_int(arguments.faults)) proving.faults = static_cast<uint64_t>(*seed);
  std::vector<std::pair<Derived, rehearsal::Proof>> rehearsed;
  for (Derived& each : TRY(derived(context, makings))) {
    rehearsal::Proof proof = TRY(rehearsal::prove(each, makings, proving));
    rehearsed.emplace_back(std::move(each), std::move(proof));
  }
  if (!arguments.timeline.empty())
    TRY(write_output(arguments.timeline, rehearsal::timeline_page(rehearsed), 0644));
  std::vector<std::string> texts;
  json::Array clusters;
  bool is_proved = true;
  for (const auto& [each, proof] : rehearsed) {
    is_proved = is_proved && proof.is_proved();
    texts.push_back(rehearsal::rehearsal_text(each, proof));
    clusters.emplace_back(rehearsal::rehearsal_json(each, proof));
  }
  if (arguments.json)
    print_json(context, std::move(clusters));
  else
    print(context, texts);
  return is_proved ? kDone : kFailed;
}

}  // namespace cli
