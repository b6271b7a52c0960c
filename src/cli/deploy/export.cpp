// `export terraform`: a cluster's state in Terraform's words. It reads, and takes no lock.
#include "blueprint/terraform/export.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/default_file.h"
#include "cli/exit_code.h"
#include "cli/terminal/output_file.h"
#include "engine/keep/history.h"
#include "platform/command/known_states.h"
#include "platform/load/names.h"

namespace cli {
namespace {

using base::ErrorKind;

std::string quoted(const std::vector<blueprint::Cluster>& clusters) {
  std::vector<std::string> names;
  for (const blueprint::Cluster& each : clusters) names.push_back(fmt::format("`{}`", each.name));
  return base::join(names, ", ");
}

// The cluster of a file that is meant.
base::Result<blueprint::Cluster> cluster_in(const platform::Configuration& configuration,
                                            const std::string& file, const std::string& name) {
  std::vector<blueprint::Cluster> clusters = configuration.clusters;
  if (!name.empty()) std::erase_if(clusters, [&](const auto& each) { return each.name != name; });
  if (clusters.size() == 1) return clusters.front();
  if (clusters.empty() && !configuration.clusters.empty())
    return tl::unexpected(base::Error{ErrorKind::not_found, fmt::format("{} has no cluster `{}`", file, name),
                                      "it has " + quoted(configuration.clusters)});
  if (clusters.empty()) return base::fail(ErrorKind::invalid, "{} has no cluster", file);
  return tl::unexpected(base::Error{ErrorKind::invalid,
                                    fmt::format("{} has several clusters: {}", file, quoted(clusters)),
                                    "say which: --cluster NAME"});
}

base::Result<engine::NamedState> state_of_file(const Context& context, const std::string& file) {
  platform::Configuration configuration = TRY(platform::load_names_of_file(file));
  blueprint::Cluster cluster = TRY(cluster_in(configuration, file, context.arguments.cluster));
  return engine::NamedState{.name = fmt::format("{}@{}", cluster.name, cluster.region),
                            .organization = configuration.organization,
                            .sort = "cluster",
                            .folder = context.home.cluster_journal(configuration.organization, cluster)};
}

bool is_file(const std::string& text) {
  return base::exists(text) || text.ends_with(".yaml") || text.ends_with(".yml");
}

base::Result<engine::NamedState> meant_state(const Context& context) {
  const std::string& what = context.arguments.file;
  if (what.empty()) return state_of_file(context, kDefaultFile);
  if (is_file(what)) return state_of_file(context, what);
  if (!context.arguments.cluster.empty())
    return tl::unexpected(base::Error{ErrorKind::invalid, fmt::format("there is no file `{}`", what),
                                      "--cluster says which cluster of a file is meant"});
  auto states = TRY(platform::states_to_look_at(context.home, context.clock));
  return engine::find_state(states, what);
}

base::Error nothing_made(const engine::NamedState& known) {
  if (known.sort == "environment")
    return {ErrorKind::invalid,
            fmt::format("{} is an environment: what is in it is on a cluster", known.name),
            "name the cluster, as `slipway state list` does"};
  return {ErrorKind::not_found,
          fmt::format("nothing of {} has been made, as far as Slipway remembers", known.name),
          "`slipway state list` has what it remembers; --state says where else that may be"};
}

}  // namespace

CommandResult export_terraform(const Context& context) {
  engine::NamedState known = TRY(meant_state(context));
  if (known.sort == "environment") return tl::unexpected(nothing_made(known));
  auto keep = TRY(known.keep(context.home.places(), context.clock));
  engine::State state = TRY(engine::load(*keep)).state;
  if (state.records.empty()) return tl::unexpected(nothing_made(known));
  blueprint::TerraformExport made = blueprint::to_terraform(state, known.name);
  const std::string& out = context.arguments.out;
  if (out.empty())
    context.terminal.write(made.text);
  else
    TRY(write_output(out, made.text, 0644));
  context.terminal.progress(fmt::format("{} resources of Terraform for {} things of {}{}", made.resources,
                                        made.things, known.name, out.empty() ? "" : ", in " + out));
  for (const blueprint::NotExported& each : made.not_exported)
    context.terminal.warn(fmt::format("not exported: {}: {}", each.address, each.why));
  return kDone;
}

}  // namespace cli
