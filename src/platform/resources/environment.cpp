#include "platform/resources/environment.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "engine/keep/history.h"
#include "engine/keep/places.h"
#include "platform/kinds/kinds.h"
#include "platform/resources/former_environment.h"
#include "platform/resources/service_lines.h"
#include "platform/workloads/deployment.h"
#include "platform/workloads/service_spec.h"

namespace platform {
namespace {

// As a person calls what stands at an address.
std::string words_for(const std::string& address, const engine::State& state, const EnvironmentState& whose) {
  std::string name = name_in(address);
  if (address == kNamespaceAt) return "namespace " + whose.namespace_name;
  if (is_role(address)) return blueprint::role_words(name, role_at(name), address);
  if (address == account_at(name)) return "service account " + name;
  if (address == token_at(name)) return "token of " + name;
  const auto* newest = state.newest(address);
  return service_words(newest ? type_in(newest->second) : "service", name);
}

// From several threads: one at a time.
Platform with_one_at_a_time(Platform platform) {
  auto mutex = std::make_shared<std::mutex>();
  platform.progress = [mutex, progress = platform.progress](const std::string& line) {
    std::lock_guard lock(*mutex);
    progress(line);
  };
  return platform;
}

std::string folder_of(const EnvironmentState& state, const Home& home) {
  return home.environment_journal(state.organization, state.project, state.name);
}

base::Result<engine::State> remembered_state(const EnvironmentState& state, const Platform& platform) {
  auto keep = TRY(engine::open_keep(platform.home.places(), folder_of(state, platform.home), platform.clock));
  return TRY(engine::load(*keep)).state;
}

// A role of cluster scope: one of an environment's has that in its tags, and nobody else's state needs to be read.
bool is_shared(const engine::State& state, const std::string& role) {
  const auto* newest = state.newest(role);
  const json::Value* tags = newest ? newest->second.applied.find("tags") : nullptr;
  return !tags || !tags->find("slipway:environment");
}

// Environments that have it, and of which this machine has not heard: their states stand where this one's does.
base::Result<std::vector<std::string>> users_on_other_machines(const EnvironmentTarget& target,
                                                               const std::string& address,
                                                               const Platform& platform) {
  const engine::Places& places = platform.home.places();
  std::string own = folder_of(target.state, platform.home);
  std::string place = TRY(engine::place_of(places, own, platform.clock));
  std::vector<std::string> users;
  if (place.empty()) return users;
  std::set<std::string> known = {own};
  for (const EnvironmentState& each : TRY(platform.files.load_environments()))
    known.insert(folder_of(each, platform.home));
  std::string organization = own.substr(0, own.rfind('/', own.rfind('/') - 1) + 1);
  for (const std::string& folder : TRY(engine::folders_at(places, place))) {
    if (known.contains(folder) || !folder.starts_with(organization)) continue;
    auto keep = TRY(engine::open_keep_at(places, folder, place, platform.clock));
    if (TRY(engine::load(*keep)).state.newest(address)) users.push_back(folder.substr(organization.size()));
  }
  return users;
}

// The environments, but for this one, that have a role of this name too: one of cluster scope goes with the last.
base::Result<std::vector<std::string>> others_with_role(const EnvironmentTarget& target,
                                                        const std::string& address, bool may_be_shared,
                                                        const Platform& platform) {
  std::vector<std::string> users;
  for (const EnvironmentState& other : TRY(platform.files.load_environments())) {
    bool is_same = other.project == target.state.project && other.name == target.state.name;
    if (is_same || other.organization != target.state.organization) continue;
    bool has_it = TRY(remembered_state(other, platform)).newest(address) != nullptr;
    for (const JournalEntry& made : other.former)
      has_it = has_it || (made.kind == "role" && role_at(made.name) == address);
    if (has_it) users.push_back(other.title());
  }
  if (may_be_shared)
    for (std::string& user : TRY(users_on_other_machines(target, address, platform)))
      users.push_back(std::move(user));
  return users;
}

// Another cluster than the one it was planned for tells its tokens and its services other things.
std::string cluster_text(const blueprint::ClusterTarget& cluster) {
  return cluster.issuer + " " + cluster.address.endpoint;
}

std::string title(const EnvironmentTarget& target) {
  std::string until = target.state.expires ? ", until " + base::iso8601(*target.state.expires) : "";
  return fmt::format("{} (namespace {}, cluster {}{})", target.state.title(), target.state.namespace_name,
                     target.state.cluster.name, until);
}

}  // namespace

EnvironmentWork::EnvironmentWork(EnvironmentTarget& target, std::unique_ptr<engine::Keep> keep,
                                 const Platform& platform)
    : target_(target),
      platform_(with_one_at_a_time(platform)),
      keep_(std::move(keep)),
      caller_(target, platform_),
      run_(*keep_, caller_, settings_with_services(*target.cluster, "service", nullptr),
           platform_.run_world()) {
  run_.tell_by(
      [this](const std::string& address) { return words(address); },
      [this](const std::string& address) {
        std::string name = name_in(address);
        std::string kind(address == service_at(name) ? kService : address == token_at(name) ? kToken : "");
        return caller_.why_failed(kind, name);
      });
}

std::string EnvironmentWork::words(const std::string& address) const {
  std::string type = run_.desired_text(address, "type");
  return type.empty() ? words_for(address, run_.state(), target_.state)
                      : service_words(type, name_in(address));
}

base::Status EnvironmentWork::load() {
  TRY(move_former_environment(target_, platform_));
  return run_.load();
}

base::Result<std::shared_ptr<EnvironmentWork>> EnvironmentWork::open(EnvironmentTarget& target,
                                                                     const Platform& platform) {
  auto keep =
      TRY(engine::open_keep(platform.home.places(), folder_of(target.state, platform.home), platform.clock));
  return std::shared_ptr<EnvironmentWork>(new EnvironmentWork(target, std::move(keep), platform));
}

base::Result<std::shared_ptr<EnvironmentWork>> EnvironmentWork::up(EnvironmentTarget& target,
                                                                   const Platform& platform) {
  auto work = TRY(open(target, platform));
  TRY(work->load());
  TRY(work->plan());
  return work;
}

base::Result<std::shared_ptr<EnvironmentWork>> EnvironmentWork::down(EnvironmentTarget& target,
                                                                     const Platform& platform) {
  auto work = TRY(open(target, platform));
  TRY(work->load());
  TRY(work->plan());
  if (!target.state.cluster.is_kubernetes() || target.cluster->status != "ACTIVE") return work;
  blueprint::ClusterApi* api = TRY(target.cluster->api(platform.connections));
  std::vector<std::string> foreign = TRY(api->foreign_objects(target.state.namespace_name));
  if (!foreign.empty())
    work->warnings_.push_back(fmt::format("not made by Slipway, and goes with namespace {}: {}",
                                          target.state.namespace_name, base::join(foreign, ", ")));
  return work;
}

// Where the cluster is yet to be made, or made anew, whom its roles will trust is not known; then it is planned again.
base::Status EnvironmentWork::plan() {
  planned_for_ = cluster_text(*target_.cluster);
  wanted_ = {};
  target_.makes_namespace = !run_.state().newest(kNamespaceAt);
  if (target_.desired) wanted_ = TRY(wanted_by(target_, run_.state(), platform_));
  warnings_ = wanted_.warnings;
  TRY(run_.plan(wanted_.resources, TRY(options())));
  for (std::string& warning : run_.warnings()) warnings_.push_back(std::move(warning));
  TRY(check_awaited());
  note_identities();
  return {};
}

// Who a service is may change while what it runs stays.
void EnvironmentWork::note_identities() {
  if (!target_.desired) return;
  for (const Service& service : target_.desired->services) {
    auto known = target_.deployed(service.slug);
    if (!known) continue;
    note_identity(target_, service, *known);
    target_.state.put_service(*std::move(known));
  }
}

// A role that others have, too, stays.
base::Result<engine::PlanOptions> EnvironmentWork::options() {
  engine::PlanOptions options;
  users_.clear();
  for (const auto& [key, record] : run_.state().records) {
    std::string top = top_of(key.address);
    if (!is_role(top) || wanted_.has(top)) continue;
    std::vector<std::string> users =
        TRY(others_with_role(target_, top, is_shared(run_.state(), top), platform_));
    if (users.empty()) continue;
    users_[top] = base::join(users, ", ");
    options.excludes.push_back(key.address);
  }
  return options;
}

// A service account that is not there yet may come where a job of an earlier stage is to run.
base::Status EnvironmentWork::check_awaited() const {
  for (const auto& [slug, error] : wanted_.awaited) {
    std::vector<const Service*> jobs = jobs_before(*target_.desired, *target_.desired->find_service(slug));
    bool may_come = std::any_of(jobs.begin(), jobs.end(), [&](const Service* job) {
      return run_.change(service_at(job->slug)) != engine::Change::keep;
    });
    if (!may_come) return tl::unexpected(error);
  }
  return {};
}

engine::Section EnvironmentWork::section() const {
  engine::Section section{title(target_), {}, warnings_};
  if (target_.desired) {
    section.steps.push_back({run_.change(kNamespaceAt), "namespace " + target_.state.namespace_name, ""});
    for (size_t stage = 0; stage < target_.desired->stages.size(); ++stage) {
      for (const Service& service : target_.desired->services)
        if (service.stage == stage) add_identity_lines(service, section.steps);
      for (const Service& service : target_.desired->services)
        if (service.stage == stage) add_service_lines(service, section.steps);
    }
  }
  add_removals(section.steps);
  return section;
}

void EnvironmentWork::add_identity_lines(const Service& service, std::vector<engine::Line>& lines) const {
  if (!service.named_service_account.empty())
    lines.push_back(named_account_line(target_, service, wanted_.awaited.contains(service.slug)));
  if (service.permissions && service.permissions->makes_role())
    lines.push_back(service_role_line(target_, service, run_));
  if (service.permissions) {
    const std::string& name = service.permissions->service_account;
    bool is_foreign = wanted_.foreign_accounts.contains(account_at(name));
    lines.push_back(is_foreign
                        ? engine::Line{engine::Change::keep, "service account " + name, "not made by Slipway"}
                        : account_line(account_at(name), run_));
  }
  if (wanted_.has(token_at(service.slug))) lines.push_back(token_line(target_, service, run_));
}

void EnvironmentWork::add_service_lines(const Service& service, std::vector<engine::Line>& lines) const {
  for (engine::Line& line : service_lines(service, run_)) lines.push_back(std::move(line));
}

void EnvironmentWork::add_removals(std::vector<engine::Line>& lines) const {
  for (const engine::Step& step : run_.steps()) {
    if (!engine::is_destroying(step) || step.address != top_of(step.address) || wanted_.has(step.address))
      continue;
    std::string words = words_for(step.address, run_.state(), target_.state);
    if (run_.goes(step))
      lines.push_back({engine::Change::remove, std::move(words), ""});
    else
      lines.push_back({engine::Change::keep, std::move(words), "is not there any more, and is forgotten"});
  }
  for (const auto& [address, users] : users_)
    lines.push_back({engine::Change::keep, words_for(address, run_.state(), target_.state),
                     fmt::format("{} uses it too", users)});
}

base::Status EnvironmentWork::apply() {
  // Others may have had a role when this was planned, and have it no more.
  if (!users_.empty() || planned_for_ != cluster_text(*target_.cluster)) {
    TRY(run_.load());
    TRY(plan());
  }
  return run_.apply(*target_.lock);
}

base::Result<std::vector<std::string>> remembered(const EnvironmentState& state, const Platform& platform) {
  engine::State known = TRY(remembered_state(state, platform));
  std::vector<std::string> words;
  for (const auto& [key, record] : known.records)
    if (key.address == top_of(key.address)) words.push_back(words_for(key.address, known, state));
  for (const JournalEntry& made : state.former) words.push_back(fmt::format("{} {}", made.kind, made.name));
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace platform
