#include "platform/command/taking_over.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <set>

#include "blueprint/kinds/cluster_caller.h"
#include "engine/apply/report.h"
#include "engine/command/mark.h"
#include "engine/command/take.h"
#include "engine/state/changes.h"
#include "engine/state/take_lock.h"
#include "platform/resources/leftovers.h"
#include "platform/resources/wanted.h"
#include "platform/state/digest_key.h"
#include "platform/state/specification.h"
#include "platform/target/locks.h"
#include "platform/workloads/deployment.h"

namespace platform {
namespace {

using base::ErrorKind;

tl::unexpected<base::Error> refuse(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(base::Error{kind, std::move(message), std::move(hint)});
}

// Under the lock of the state that is kept there.
base::Status take_in(const engine::PlannedState& state, const engine::Who& who, const Platform& platform,
                     const std::function<base::Status(engine::HeldLease&)>& take) {
  if (platform.stop.stop_requested()) return tl::unexpected(engine::unfinished("stopped"));
  const engine::Places& places = platform.home.places();
  auto lock = TRY(
      engine::take_lock(places, state.folder, platform.clock, who, engine::HeldLease::Renewal::when_used));
  bool is_shared = !TRY(engine::place_of(places, state.folder, platform.clock)).empty();
  if (is_shared && !state.stands_on.empty()) {
    DigestKey key = TRY(DigestKey::read(platform.home));
    TRY(lock->use([&](engine::Keep& keep, engine::Lease& lease) { return key.put_beside(keep, lease); }));
  }
  return take(*lock);
}

base::Status take(const engine::Takeable& thing, const engine::Who& who, const Platform& platform) {
  return take_in(*thing.state, who, platform,
                 [&](engine::HeldLease& lock) { return engine::take(thing, lock, platform.random); });
}

// Services that run as they are wanted, and of which only a file knew that was lost. Of the others `up` knows when it
// has deployed them.
std::vector<const Service*> found_services(const engine::PlannedState& state,
                                           const std::set<std::string>& known,
                                           const EnvironmentTarget& target) {
  std::vector<const Service*> found;
  for (const Service& service : target.desired->services) {
    std::string address = service_at(service.slug);
    bool runs_as_wanted = std::any_of(state.observed.begin(), state.observed.end(), [&](const auto& seen) {
      const auto& [key, reading] = seen;
      const json::Value* deployment = reading.members.find("deployment");
      return key.address == address && deployment && *deployment == json::Value("complete");
    });
    if (runs_as_wanted && known.contains(address) && !target.deployed(service.slug))
      found.push_back(&service);
  }
  return found;
}

base::Status remember_environment(const std::vector<const Service*>& services, EnvironmentTarget& target,
                                  const engine::Who& who, const Platform& platform) {
  const EnvironmentState& of = target.state;
  bool is_remembered = TRY(platform.files.load_environment(of.organization, of.project, of.name)).has_value();
  if (is_remembered && services.empty()) return {};
  Lock lock =
      TRY(lock_environment({of.organization, of.project, of.name, of.cluster}, who.purpose, platform));
  // Somebody else may have deployed it since it was looked at.
  if (auto now = TRY(platform.files.load_environment(of.organization, of.project, of.name)))
    target.state = *std::move(now);
  TRY(platform.files.save(of));
  auto specification = load_specification(platform.home, of.namespace_name);
  if (!specification && specification.error().kind == ErrorKind::not_found)
    TRY(save_specification(platform.home, of.namespace_name, *target.desired));
  for (const Service* service : services)
    if (!target.deployed(service->slug))
      TRY(target.remember_service(platform.files, TRY(found_running(target, *service, platform))));
  return {};
}

// So that other commands know that there is a cluster, or an environment, of which something is known: `known` is what
// was taken just now, and what a run has taken that was killed before it came so far is known, too.
base::Status remember(const engine::PlannedState& state, std::set<std::string> known, const Looked& looked,
                      const engine::Who& who, const Platform& platform) {
  for (const auto& [key, record] : state.state.records) known.insert(key.address);
  if (known.empty()) return {};
  for (const auto& target : looked.opened.environments)
    if (!state.stands_on.empty() && target->state.title() == state.name)
      return remember_environment(found_services(state, known, *target), *target, who, platform);
  for (const auto& target : looked.opened.clusters)
    if (state.stands_on.empty() && target->cluster.name + "@" + target->cluster.region == state.name)
      return platform.files.mark_moved(target->organization, target->cluster);
  return {};
}

blueprint::ClusterTarget& cluster_of(const engine::PlannedState& state, const Looked& looked) {
  auto found =
      std::find_if(looked.opened.clusters.begin(), looked.opened.clusters.end(), [&](const auto& each) {
        std::string name = each->cluster.name + "@" + each->cluster.region;
        return name == (state.stands_on.empty() ? state.name : state.stands_on);
      });
  return **found;
}

// The lineage of its state, which begins with the first thing that is taken.
base::Result<std::string> lineage_of(const engine::PlannedState& state, const engine::Who& who,
                                     const Platform& platform) {
  std::string lineage = state.state.lineage;
  if (!lineage.empty()) return lineage;
  auto lock = TRY(engine::take_lock(platform.home.places(), state.folder, platform.clock, who,
                                    engine::HeldLease::Renewal::when_used));
  TRY(lock->change([&](engine::Session& session) -> base::Status {
    TRY(engine::begin_if_new(session, platform.random));
    lineage = session.state.lineage;
    return {};
  }));
  return lineage;
}

// With the outputs of others that it names, all of which must be known.
base::Result<json::Value> desired_of(const engine::Takeable& thing) {
  json::Value desired = engine::with_known_outputs(thing.state->state, thing.resource.desired);
  std::vector<engine::Output> unknown = engine::outputs_in(desired);
  if (unknown.empty()) return desired;
  return refuse(ErrorKind::conflict,
                fmt::format("`{}` names `{}`, which no state knows yet", thing.resource.address,
                            unknown.front().address),
                fmt::format("adopt that one first: slipway state adopt {}", unknown.front().address));
}

// It is the one of this id, whatever was seen.
base::Status identify(engine::Takeable& thing, const std::string& id) {
  const engine::ResourceKind& kind = *engine::find_kind(thing.state->kinds, thing.resource.kind);
  if (kind.id.empty())
    return refuse(
        ErrorKind::invalid,
        fmt::format("`{}` is known by what the file says of it, and not by an id", thing.resource.address),
        "leave out --id");
  thing.resource.adopt = json::Object{{kind.id, id}};
  thing.reading = {};
  return {};
}

base::Status mark(engine::Takeable& thing, const Looked& looked, const engine::Who& who,
                  const Platform& platform) {
  thing.resource.desired = TRY(desired_of(thing));
  const std::string& address = thing.resource.address;
  std::string token = engine::token_of(TRY(lineage_of(*thing.state, who, platform)),
                                       {address, thing.state->state.next_generation(address)});
  blueprint::ClusterCaller caller = cluster_of(*thing.state, looked).caller(platform.connections);
  const engine::ResourceKind& kind = *engine::find_kind(thing.state->kinds, thing.resource.kind);
  thing.reading = TRY(engine::mark(thing.resource, token, kind, caller, platform.clock));
  thing.resource.adopt = thing.reading.identity;
  return {};
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
  for (const engine::PlannedState& state : looked.plan.states) {
    for (const engine::Resource& resource : state.desired)
      if (names_it(resource.desired)) return true;
    for (const auto& [key, record] : state.state.records)
      if (names_it(record.identity) || names_it(record.applied)) return true;
    for (const auto& [key, reading] : state.observed)
      if (names_it(reading.identity) || names_it(reading.outputs)) return true;
  }
  for (const auto& target : looked.opened.environments)
    if (target->state.namespace_name == name) return true;
  return false;
}

base::Status add_beyond(Looked& looked, const Platform& platform, std::vector<std::string>& beyond) {
  std::vector<std::string> marked;
  for (auto& target : looked.opened.environments)
    for (std::string& each : TRY(find_leftovers(*target, platform))) marked.push_back(std::move(each));
  for (auto& target : looked.opened.clusters)
    for (std::string& each : TRY(find_leftovers(*target))) marked.push_back(std::move(each));
  std::sort(marked.begin(), marked.end());
  marked.erase(std::unique(marked.begin(), marked.end()), marked.end());
  // Instances and their disks come and go with their groups.
  auto goes_with_another = [](const std::string& each) {
    return each.starts_with("instance ") || each.starts_with("volume ");
  };
  for (std::string& each : marked)
    if (!goes_with_another(each) && !is_spoken_of(each, looked)) beyond.push_back(std::move(each));
  return {};
}

}  // namespace

base::Result<std::string> import_thing(const Configuration& configuration, const std::string& address,
                                       const engine::Who& who, const Platform& platform) {
  TRY(DigestKey::make(platform.home, platform.random));
  Looked looked = TRY(look_at(configuration, Looking::to_import, platform));
  engine::Takeable wanted = TRY(engine::find_takeable(address, looked.plan));
  if (wanted.reading.is_there && !wanted.reading.is_ours)
    return refuse(ErrorKind::conflict,
                  fmt::format("what is to be `{}` is not ours ({})", address, wanted.reading.note),
                  fmt::format("if it is to become so: slipway state adopt {}", address));
  TRY(take(wanted, who, platform));
  TRY(remember(*wanted.state, {wanted.resource.address}, looked, who, platform));
  return wanted.text();
}

base::Result<std::string> adopt_thing(const Configuration& configuration, const std::string& address,
                                      const std::string& id, const engine::Who& who,
                                      const Platform& platform) {
  TRY(DigestKey::make(platform.home, platform.random));
  Looked looked = TRY(look_at(configuration, Looking::to_adopt, platform));
  engine::Takeable wanted = TRY(engine::find_takeable(address, looked.plan));
  if (!id.empty()) TRY(identify(wanted, id));
  if (!wanted.reading.is_there || !wanted.reading.is_ours) TRY(mark(wanted, looked, who, platform));
  TRY(take(wanted, who, platform));
  TRY(remember(*wanted.state, {wanted.resource.address}, looked, who, platform));
  return wanted.text();
}

base::Result<engine::Rebuilt> rebuild(const Configuration& configuration, const engine::Who& who,
                                      const Platform& platform) {
  TRY(DigestKey::make(platform.home, platform.random));
  Looked looked = TRY(look_at(configuration, Looking::to_import, platform));
  engine::Rebuilt rebuilt;
  for (const engine::PlannedState& state : looked.plan.states) {
    std::vector<engine::Takeable> lost = engine::lost_of(state, rebuilt);
    std::set<std::string> taken;
    for (const engine::Takeable& each : lost) taken.insert(each.resource.address);
    if (!lost.empty())
      TRY(take_in(state, who, platform,
                  [&](engine::HeldLease& lock) { return engine::take_again(lost, lock, platform.random); }));
    TRY(remember(state, taken, looked, who, platform));
  }
  TRY(add_beyond(looked, platform, rebuilt.beyond));
  return rebuilt;
}

}  // namespace platform
