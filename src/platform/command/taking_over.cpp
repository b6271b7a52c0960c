#include "platform/command/taking_over.h"

#include <fmt/core.h>

#include <algorithm>

#include "engine/command/mark.h"
#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"
#include "engine/state/changes.h"
#include "platform/command/plan_scope.h"
#include "platform/kinds/cluster_caller.h"
#include "platform/resources/leftovers.h"
#include "platform/state/digest_key.h"
#include "platform/target/locks.h"

namespace platform {
namespace {

using base::ErrorKind;

// One thing that the file asks for, and what was seen of it.
struct Wanted {
  const PlannedState* state;
  engine::Resource resource;
  engine::Reading reading;

  std::string text() const { return state->name + ":" + resource.address; }
};

tl::unexpected<base::Error> refuse(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(base::Error{kind, std::move(message), std::move(hint)});
}

// What the file asks for and no state knows. What was not looked at needs what is not there yet, and is not there.
std::vector<Wanted> unknown_ones(const PlannedState& state) {
  std::vector<Wanted> wanted;
  for (const engine::Resource& resource : state.desired) {
    if (state.state.newest(resource.address)) continue;
    auto seen = state.observed.find({resource.address, state.state.next_generation(resource.address)});
    wanted.push_back({&state, resource, seen == state.observed.end() ? engine::Reading() : seen->second});
    wanted.back().resource.adopt = wanted.back().reading.identity;
  }
  return wanted;
}

base::Result<Wanted> find_wanted(const std::string& address, Looked& looked) {
  PlannedAt found = TRY(find_planned(address, looked.plan));
  for (Wanted& each : unknown_ones(*found.state))
    if (each.resource.address == found.address) return std::move(each);
  if (found.state->state.newest(found.address))
    return refuse(ErrorKind::conflict, fmt::format("`{}` is known already", address),
                  fmt::format("see what is known of it: slipway state show {}", found.address));
  return refuse(ErrorKind::not_found, fmt::format("the file does not ask for `{}`", address),
                "only what it asks for becomes Slipway's");
}

base::Status take(const Wanted& wanted, const engine::Who& who, const Platform& platform) {
  engine::FileKeep keep(wanted.state->folder, platform.clock);
  return engine::change_any_state(keep, platform.clock, who, [&](engine::Session& session) -> base::Status {
    if (session.state.lineage.empty())
      TRY(engine::begin(session.keep, session.lease, session.state, session.now, platform.random.uuid()));
    return engine::import_thing(session, wanted.state->kinds, wanted.resource, wanted.reading);
  });
}

// So that other commands know that there is a cluster, or an environment, of which something is known.
base::Status remember(const PlannedState& state, const Looked& looked, const Platform& platform) {
  for (const auto& target : looked.environments)
    if (!state.is_cluster && target->state.title() == state.name) return platform.files.save(target->state);
  for (const auto& target : looked.clusters)
    if (state.is_cluster && target->cluster.name + "@" + target->cluster.region == state.name)
      return platform.files.mark_moved(target->organization, target->cluster);
  return {};
}

ClusterTarget& cluster_of(const PlannedState& state, const Looked& looked) {
  auto found = std::find_if(looked.clusters.begin(), looked.clusters.end(), [&](const auto& each) {
    return each->cluster.name + "@" + each->cluster.region == state.cluster;
  });
  return **found;
}

base::Result<Locks> lock(const Configuration& configuration, const Platform& platform) {
  std::vector<EnvironmentName> names;
  for (const Environment& each : configuration.environments)
    names.push_back({configuration.organization, each.project, each.name, each.cluster});
  return lock_all(names, platform);
}

// Whether some state knows, or the file asks for, what is called so.
bool is_spoken_of(const std::string& what, const Looked& looked) {
  std::string name = what.substr(what.rfind(' ') + 1);
  auto names_it = [&](const json::Value& value) {
    if (!value.is_object()) return false;
    return std::any_of(value.as_object().begin(), value.as_object().end(), [&](const json::Member& member) {
      return member.value.is_string() && member.value.as_string() == name;
    });
  };
  for (const PlannedState& state : looked.plan.states) {
    for (const engine::Resource& resource : state.desired)
      if (names_it(resource.desired)) return true;
    for (const auto& [key, record] : state.state.records)
      if (names_it(record.identity) || names_it(record.applied)) return true;
    for (const auto& [key, reading] : state.observed)
      if (names_it(reading.identity)) return true;
  }
  for (const auto& target : looked.environments)
    if (target->state.namespace_name == name) return true;
  return false;
}

base::Status add_beyond(Looked& looked, const Platform& platform, std::vector<std::string>& beyond) {
  std::vector<std::string> marked;
  for (auto& target : looked.environments)
    for (std::string& each : TRY(find_leftovers(*target, platform))) marked.push_back(std::move(each));
  for (auto& target : looked.clusters)
    for (std::string& each : TRY(find_leftovers(*target))) marked.push_back(std::move(each));
  std::sort(marked.begin(), marked.end());
  marked.erase(std::unique(marked.begin(), marked.end()), marked.end());
  for (std::string& each : marked)
    if (!each.starts_with("instance ") && !is_spoken_of(each, looked)) beyond.push_back(std::move(each));
  return {};
}

std::string list(std::string_view title, const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& each : lines) out += fmt::format("  {}\n", each);
  return lines.empty() ? "" : fmt::format("{}:\n{}", title, out);
}

}  // namespace

base::Result<std::string> import_thing(const Configuration& configuration, const std::string& address,
                                       const engine::Who& who, const Platform& platform) {
  TRY(DigestKey::make(platform.home, platform.random));
  Looked looked = TRY(look_at(configuration, Looking::to_import, platform));
  Wanted wanted = TRY(find_wanted(address, looked));
  if (wanted.reading.is_there && !wanted.reading.is_ours)
    return refuse(ErrorKind::conflict,
                  fmt::format("what is to be `{}` is not ours ({})", address, wanted.reading.note),
                  fmt::format("if it is to become so: slipway state adopt {}", address));
  TRY(take(wanted, who, platform));
  TRY(remember(*wanted.state, looked, platform));
  return wanted.text();
}

base::Result<std::string> adopt_thing(const Configuration& configuration, const std::string& address,
                                      const engine::Who& who, const Platform& platform) {
  TRY(DigestKey::make(platform.home, platform.random));
  Looked looked = TRY(look_at(configuration, Looking::to_adopt, platform));
  Wanted wanted = TRY(find_wanted(address, looked));
  if (!wanted.reading.is_there || !wanted.reading.is_ours) {
    ClusterCaller caller(cluster_of(*wanted.state, looked), platform.connections);
    const engine::ResourceKind& kind = *engine::find_kind(wanted.state->kinds, wanted.resource.kind);
    TRY(engine::mark(wanted.resource, kind, caller, platform.clock));
    wanted.reading.is_ours = true;
  }
  TRY(take(wanted, who, platform));
  TRY(remember(*wanted.state, looked, platform));
  return wanted.text();
}

base::Result<Rebuilt> rebuild(const Configuration& configuration, const engine::Who& who,
                              const Platform& platform) {
  Locks locks = TRY(lock(configuration, platform));
  TRY(DigestKey::make(platform.home, platform.random));
  Looked looked = TRY(look_at(configuration, Looking::to_import, platform));
  Rebuilt rebuilt;
  for (const PlannedState& state : looked.plan.states) {
    bool is_found = false;
    for (const Wanted& wanted : unknown_ones(state)) {
      bool is_ready = wanted.reading.condition == engine::Reading::Condition::ready;
      if (wanted.reading.is_there && !wanted.reading.is_ours) {
        rebuilt.others.push_back(fmt::format("{} ({})", wanted.text(), wanted.reading.note));
      } else if (!wanted.reading.is_there || !is_ready) {
        rebuilt.missing.push_back(wanted.text());
      } else {
        TRY(take(wanted, who, platform));
        rebuilt.found.push_back(wanted.text());
        is_found = true;
      }
    }
    if (is_found) TRY(remember(state, looked, platform));
  }
  TRY(add_beyond(looked, platform, rebuilt.beyond));
  return rebuilt;
}

std::string render(const Rebuilt& rebuilt) {
  std::string out = list("known again", rebuilt.found);
  out += list("not there: the next `slipway up` makes it", rebuilt.missing);
  out += list("another's has its name: rename it, or `slipway state adopt`", rebuilt.others);
  out += list("carries Slipway's marks, and the file does not ask for it", rebuilt.beyond);
  return out.empty() ? "nothing was lost\n" : out;
}

}  // namespace platform
