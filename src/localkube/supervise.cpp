#include "localkube/supervise.h"

#include <set>

#include "base/file.h"
#include "base/log.h"
#include "localkube/certificates.h"
#include "localkube/control_plane.h"
#include "localkube/desired_state.h"
#include "localkube/namespaces.h"
#include "localkube/node.h"
#include "localkube/ports.h"
#include "localkube/settings.h"
#include "localkube/status.h"
#include "localkube/traces.h"
#include "runtime/machine/log_file.h"

namespace localkube {
namespace {

using base::Deadline;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto kStartLimit = seconds(90);
constexpr auto kStopLimit = seconds(40);
constexpr auto kLookAtAccount = seconds(1);  // `up` waits ten for a webhook that has moved
constexpr auto kLookAtUsers = seconds(1);
constexpr int64_t kMaxLogBytes = 1 << 20;
constexpr auto kNap = milliseconds(50);

class Run {
 public:
  Run(const SuperviseOptions& options, DesiredState desired, const Slot& slot)
      : options_(options),
        folder_{slot.folder()},
        components_{std::move(desired), {}, slot, {}},
        processes_(folder_, options.clock) {
    components_.programs.folder = components_.desired.programs;
    status_.phase = Phase::starting;
    status_.started = options.clock.now();
    status_.slot = slot.number;
    status_.node = node_name(components_.desired, slot.address());
  }

  base::Status start_up(const Deadline& deadline);
  // Until it is to stop: what the account says anew, and what is to be told to it.
  void watch(const std::stop_token& stop);
  void shut_down(const Deadline& deadline);
  void note(Phase phase, const base::Error& error = {});

 private:
  base::Status prepare();
  void step(std::string text);
  void complain(const base::Status& result);
  void look_at_account(const Deadline& deadline);
  void look_at_users(const Deadline& deadline);

  const SuperviseOptions& options_;
  const Folder folder_;  // as seen from within
  Components components_;
  Processes processes_;
  std::unique_ptr<ControlPlane> control_plane_;
  Status status_;
  json::Value noted_;  // what the status file says
  std::set<std::string> complaints_;
  std::string users_version_ = "none";  // of ConfigMap aws-auth
};

void Run::note(Phase phase, const base::Error& error) {
  status_.phase = phase;
  status_.error = error;
  status_.programs = processes_.status();
  json::Value now = status_.to_json();
  if (now == noted_) return;
  base::Status written = write_status(folder_, status_);
  if (!written) base::log(base::LogLevel::error, "{}", written.error().message);
  if (written) noted_ = std::move(now);
}

// Once, however often it is found again.
void Run::complain(const base::Status& result) {
  if (result || !complaints_.insert(result.error().message).second) return;
  base::log(base::LogLevel::warn, "{}", result.error().message);
}

void Run::step(std::string text) {
  base::log(base::LogLevel::info, "{}", text);
  status_.steps.push_back({options_.clock.now(), std::move(text)});
  note(status_.phase);
}

base::Status Run::prepare() {
  const Slot& slot = components_.slot;
  components_.ports = TRY(choose_ports(slot.address()));
  status_.endpoint = components_.endpoint();
  TRY(make_certificates(folder_, slot, status_.node, options_.clock.now()));
  TRY(write_kubeconfigs(folder_, components_.endpoint()));
  TRY(write_node_settings(folder_, slot, components_.programs));
  control_plane_ = std::make_unique<ControlPlane>(folder_, components_, processes_, options_.account,
                                                  options_.clock, options_.random);
  return {};
}

base::Status Run::start_up(const Deadline& deadline) {
  TRY(prepare());
  TRY(control_plane_->tell("CREATING", deadline));
  TRY(processes_.start(components_.etcd()));
  TRY(processes_.start(components_.containerd()));
  TRY(control_plane_->ensure_api_server(deadline));
  step(fmt::format("etcd, containerd and the API server are started on {}", components_.slot.address()));
  TRY(import_sandbox_image(components_, deadline));
  TRY(control_plane_->wait_until_ready(deadline));
  step(fmt::format("the API server answers at {}", components_.endpoint()));
  TRY(processes_.start(components_.controller_manager()));
  TRY(processes_.start(components_.scheduler()));
  TRY(processes_.start(components_.kubelet()));
  TRY(control_plane_->open(deadline));
  status_.version = control_plane_->version();
  step(fmt::format("the account knows the cluster, Kubernetes {}", status_.version));
  TRY(wait_for_node(control_plane_->client(), status_.node, status_.started, deadline));
  step(fmt::format("the node {} is ready", status_.node));
  note(Phase::ready);
  return {};
}

void Run::look_at_account(const Deadline& deadline) {
  auto started = control_plane_->ensure_api_server(deadline);
  base::Status result;
  if (!started) result = tl::unexpected(started.error());
  if (started && *started) {
    base::log(base::LogLevel::info, "the account's keys or address have changed: the API server starts anew");
    result = control_plane_->wait_until_ready(deadline);
    if (result) result = control_plane_->open(deadline);
  }
  complain(result);
  complain(runtime::rotate_log(folder_.supervisor_log(), kMaxLogBytes));
}

// ConfigMap kube-system/aws-auth says which principals are which users (EKS User Guide, "Grant IAM users
// access to Kubernetes with a ConfigMap").
void Run::look_at_users(const Deadline& deadline) {
  auto map = control_plane_->client().find({"v1", "ConfigMap", "kube-system", "aws-auth"}, deadline);
  if (!map) return;
  const json::Value* metadata = *map ? (*map)->find("metadata") : nullptr;
  std::string version(metadata ? metadata->string_or("resourceVersion", "") : "");
  if (version == users_version_) return;
  const json::Value* data = *map ? (*map)->find("data") : nullptr;
  json::Object users;
  for (const char* name : {"mapRoles", "mapUsers", "mapAccounts"}) {
    users.set(name, data ? data->string_or(name, "") : "");
  }
  base::Status told = options_.account.tell_aws_auth(users, deadline);
  if (told) users_version_ = version;
  complain(told);
}

void Run::watch(const std::stop_token& stop) {
  base::Time account_due = options_.clock.now() + kLookAtAccount;
  base::Time users_due = options_.clock.now();
  while (!stop.stop_requested()) {
    base::Time now = options_.clock.now();
    if (now >= account_due) {
      look_at_account(Deadline::in(seconds(60), stop));
      account_due = now + kLookAtAccount;
    }
    if (now >= users_due) {
      look_at_users(Deadline::in(seconds(5), stop));
      users_due = now + kLookAtUsers;
      note(Phase::ready);
    }
    options_.clock.wait_for(kNap, stop);
  }
}

void Run::shut_down(const Deadline& deadline) {
  note(Phase::stopping);
  bool serves = control_plane_ && !control_plane_->version().empty();
  if (serves) complain(control_plane_->tell("DELETING", deadline));
  // Nobody makes new pods while the old ones end.
  processes_.end(kSchedulerProgram, seconds(2));
  processes_.end(kControllerManagerProgram, seconds(2));
  if (serves) complain(end_pods(control_plane_->client(), deadline));
  for (const char* name : {kKubeletProgram, kContainerdProgram, kApiServerProgram, kEtcdProgram}) {
    processes_.end(name, seconds(5));
  }
}

// What needs the slot. Whatever happens, nothing of it stays.
base::Status live(const SuperviseOptions& options, DesiredState desired, const Slot& slot,
                  const std::stop_token& stop) {
  TRY(make_traces(slot, Deadline::in(seconds(10), stop)));
  TRY(base::remove_all(options.folder.kubelet()));  // what it knew of pods that are no more
  std::vector<std::string> kept = options.kept;
  kept.push_back(desired.programs);
  TRY(enter_own_world(options.folder, slot, kept));
  Run run(options, std::move(desired), slot);
  run.note(Phase::starting);
  base::Status started = run.start_up(Deadline::in(kStartLimit, stop));
  if (started) run.watch(stop);
  run.shut_down(Deadline::in(kStopLimit));
  if (!started && !stop.stop_requested()) run.note(Phase::failed, started.error());
  return started;
}

}  // namespace

base::Status supervise(const SuperviseOptions& options, const std::stop_token& stop) {
  auto fail = [&](const base::Error& error, std::optional<int> slot) {
    Status status;
    status.phase = Phase::failed;
    status.slot = slot;
    status.error = error;
    (void)write_status(options.folder, status);
  };
  DesiredState desired = TRY(read_desired_state(options.folder));
  auto held = take_slot(desired.slot);
  if (!held) {
    fail(held.error(), desired.slot);
    return tl::unexpected(held.error());
  }
  desired.slot = held->slot.number;
  TRY(write_desired_state(options.folder, desired));
  base::Status lived = live(options, desired, held->slot, stop);
  base::Status removed = remove_traces(held->slot, Deadline::in(seconds(10)));
  if (lived && !removed) return removed;
  // A failure that nobody has noted yet.
  if (!lived && read_status(options.folder).phase != Phase::failed) fail(lived.error(), desired.slot);
  return lived;
}

}  // namespace localkube
