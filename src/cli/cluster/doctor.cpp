// `slipway doctor --cluster NAME`: whom an embedded cluster turned away lately, why, and what would mend it.
#include "account/server/control.h"
#include "cli/commands.h"
#include "cli/exit_code.h"

namespace cli {
namespace {

using base::ErrorKind;

constexpr auto kLimit = std::chrono::seconds(10);

struct Turned {
  account::ClusterPlace cluster;
  json::Array refusals;
};

base::Result<std::vector<Turned>> look_at(const std::string& data_dir, const std::string& name) {
  base::Deadline deadline = base::Deadline::in(kLimit);
  std::vector<Turned> found;
  for (account::ClusterPlace& place : TRY(account::clusters(data_dir, deadline))) {
    if (place.name != name) continue;
    json::Array refusals = TRY(account::refusals(data_dir, place, deadline));
    found.push_back({std::move(place), std::move(refusals)});
  }
  if (!found.empty()) return found;
  return tl::unexpected(base::Error{ErrorKind::not_found,
                                    fmt::format("the embedded account has no cluster `{}`", name),
                                    "`aws eks list-clusters` tells which there are"});
}

Shown render(const Terminal& terminal, const Turned& turned) {
  const account::ClusterPlace& cluster = turned.cluster;
  std::string title = fmt::format("cluster {} in {} of {}", cluster.name, cluster.region, cluster.account);
  if (turned.refusals.empty()) {
    return Shown::format("{}: {}\n", title,
                         terminal.green("nobody was turned away since the account started"));
  }
  Shown out = Shown::format("{}:\n", title);
  for (const json::Value& refusal : turned.refusals) {
    std::string_view attempt = refusal.string_or("attempt", "");
    std::string_view principal = refusal.string_or("principal", "");
    out += Shown::format("  {}  {}  {}{}\n", refusal.string_or("time", ""), terminal.red("refused"),
                         principal.empty() ? "a token" : principal,
                         attempt.empty() ? "" : fmt::format(": {}", attempt));
    out += Shown::format(
        "      {}{}\n", refusal.string_or("why", ""),
        refusal.int_or("count", 1) > 1 ? fmt::format(" ({} times)", refusal.int_or("count", 1)) : "");
    std::string_view mend = refusal.string_or("mend", "");
    if (!mend.empty()) out += Shown::format("      {}\n", terminal.dim(mend));
  }
  return out;
}

}  // namespace

CommandResult doctor_cluster(const Context& context) {
  std::vector<Turned> found = TRY(look_at(context.home.account_dir(), context.arguments.cluster));
  bool healthy = true;
  json::Array list;
  for (const Turned& turned : found) {
    const account::ClusterPlace& cluster = turned.cluster;
    healthy &= turned.refusals.empty();
    if (!context.arguments.json) context.terminal.print(render(context.terminal, turned));
    list.push_back(json::Object{{"cluster", cluster.name},
                                {"region", cluster.region},
                                {"account", cluster.account},
                                {"refusals", turned.refusals}});
  }
  if (context.arguments.json)
    context.terminal.print(
        json::dump_pretty(json::Object{{"healthy", healthy}, {"clusters", std::move(list)}}));
  return healthy ? kDone : kFailed;
}

}  // namespace cli
