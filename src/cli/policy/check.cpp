// `policy check`: what is wrong, dangerous or needless in policies.
#include <fmt/core.h>

#include <algorithm>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/policy/catalog_data.h"
#include "cli/table/policy_kinds.h"
#include "cli/terminal/lines.h"
#include "cli/version.h"
#include "policy/lint/lint.h"
#include "policy/lint/sarif.h"

namespace cli {
namespace {

using base::Severity;
using policy::Kind;

// The one that was said (the command line takes no other name), else the one that the text looks like.
Kind kind_of(std::string_view said, std::string_view text) {
  for (const auto& [name, kind] : kPolicyKinds)
    if (name == said) return kind;
  return policy::guess_kind(text);
}

// With its id, so that it can be looked up and silenced.
std::string render(const base::Diagnostics& file, std::string_view text) {
  base::Diagnostics shown(file.file_name(), text);
  for (base::Diagnostic finding : file.list()) {
    finding.message += fmt::format(" [{}]", finding.id);
    shown.add(std::move(finding));
  }
  return shown.render();
}

struct Counts {
  size_t of[4] = {};
  void add(const base::Diagnostics& file) {
    for (const auto& finding : file.list()) ++of[static_cast<size_t>(finding.severity)];
  }
  size_t operator[](Severity severity) const { return of[static_cast<size_t>(severity)]; }
};

json::Object as_json(const std::vector<base::Diagnostics>& files, const Counts& counts) {
  json::Array out;
  for (const auto& file : files) {
    json::Array findings;
    for (const auto& finding : file.list()) findings.emplace_back(policy::to_json(finding));
    out.emplace_back(json::Object{{"file", file.file_name()}, {"findings", std::move(findings)}});
  }
  return json::Object{{"files", std::move(out)},
                      {"errors", static_cast<int64_t>(counts[Severity::error])},
                      {"securityWarnings", static_cast<int64_t>(counts[Severity::security_warning])},
                      {"warnings", static_cast<int64_t>(counts[Severity::warning])},
                      {"suggestions", static_cast<int64_t>(counts[Severity::suggestion])}};
}

}  // namespace

CommandResult policy_check(const Context& context) {
  const PolicyArguments& arguments = context.arguments;
  std::vector<base::Diagnostics> files;
  Counts counts;
  bool as_text = !context.arguments.json && !arguments.sarif;
  for (const std::string& path : arguments.files) {
    std::string text = TRY(read_input(path));
    base::Diagnostics found(path == "-" ? "standard input" : path, text);
    policy::check(text, kind_of(arguments.kind, text), embedded_catalog(), found);
    if (as_text) context.terminal.print(render(found, text));
    counts.add(found);
    files.push_back(std::move(found));
  }
  if (arguments.sarif) {
    context.terminal.print(json::dump_pretty(policy::to_sarif(files, kVersion)));
  } else if (context.arguments.json) {
    context.terminal.print(json::dump_pretty(as_json(files, counts)));
  } else {
    context.terminal.print(fmt::format("{} errors, {} security warnings, {} warnings, {} suggestions\n",
                                       counts[Severity::error], counts[Severity::security_warning],
                                       counts[Severity::warning], counts[Severity::suggestion]));
  }
  return counts[Severity::error] == 0 ? kDone : kFailed;
}

}  // namespace cli
