// An environment as the platform works on it.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "blueprint/cluster/target.h"
#include "blueprint/trust/policy.h"
#include "engine/command/run.h"
#include "platform/desired/configuration.h"
#include "platform/state/digest_key.h"
#include "platform/state/home.h"
#include "platform/state/state.h"
#include "platform/target/connections.h"

namespace platform {

inline constexpr const char* kEnvironmentIdLabel = "slipway.io/environment-id";  // of its namespace

// What every part of the platform works with, passed in by the command line and by tests.
struct Platform {
  Connections& connections;
  const Home& home;
  const StateFiles& files;
  const base::Clock& clock;
  base::Random& random;
  blueprint::Progress progress;
  bool skips_job_removals = false;  // `down` without the delete events of jobs
  // What somebody else made and serves is looked at as if it were to be made by Slipway: for who adopts it.
  bool wants_foreign = false;
  // Clusters come to a new version whatever EKS says would break by it.
  bool ignores_insights = false;
  // What runs just as the file wants it, and nobody remembers having deployed, counts as deployed to its end: for who
  // makes a lost state anew. For `up` it does not, since that remembers only what it deploys.
  bool takes_what_runs = false;
  // Services of a stage that are deployed at a time: as many as this machine can well start, or as many as it
  // can wait for while a cluster starts them.
  int started_together = 7;
  int awaited_together = 50;
  // Calls of the engine that are made side by side; 0: one after another, by the thread that waits for them.
  size_t calls_at_once = 16;
  // The user's first Ctrl-C: what is under way is waited for, and nothing new is begun. The second: nothing is waited
  // for.
  std::stop_token stop = {}, stop_at_once = {};
  // Who makes the engine's plans: engine::make_plan, or whoever asks what it would be (command/planning.h).
  engine::PlanMaker make_plan = engine::make_plan;

  engine::RunWorld run_world() const {
    return {clock, random, progress, calls_at_once, make_plan, takes_what_runs, stop, stop_at_once};
  }
};

// Whose tokens a service gets, and the role that they lead to.
struct Identity {
  std::string service_account;
  std::string role_arn;
  int64_t token_life_s = kDefaultTokenLife_s;
  std::string audience{blueprint::kStsAudience};
};

struct EnvironmentTarget {
  const Environment* desired = nullptr;  // what the file says; null while removing
  EnvironmentState state;
  blueprint::ClusterTarget* cluster = nullptr;
  engine::HeldLease* lock = nullptr;  // of its state (locks.h), which whoever changes it has
  bool makes_namespace = false;       // as planned: it is not there yet

  int side_by_side(const Platform& platform) const;
  // What runs in its namespace, asked once for a plan.
  base::Result<std::vector<runtime::Instance>> instances(runtime::Runtime& runtime,
                                                         const base::Deadline& deadline);

  // That of the digests in its state, asked for once.
  base::Result<DigestKey> digest_key(const Platform& platform);

  blueprint::Owner owner(const std::string& service = "") const;
  std::string role_name(const Service& service) const;
  blueprint::Owner role_owner(const Service& service) const;
  std::string permissions_role(const Service& service) const;  // its ARN; the service has `permissions`
  std::optional<Identity> identity(const Service& service) const;
  // Of one that names a service account that somebody else makes: what it was found to be.
  void note_identity(const Service& service, std::optional<Identity> found);

  // Changes the state and writes it down. From several threads: services of one stage are deployed side by side.
  base::Status remember(const StateFiles& files, const std::function<void(EnvironmentState&)>& change);
  std::optional<DeployedService> deployed(const std::string& slug) const;
  // remember() for one service; services are kept in the order of `desired`.
  base::Status remember_service(const StateFiles& files, DeployedService service);

 private:
  std::map<std::string, std::vector<runtime::Instance>> instances_;  // by runtime
  std::map<std::string, std::optional<Identity>> found_identities_;  // by slug
  std::optional<DigestKey> digest_key_;
  std::mutex listing_;
  mutable std::mutex mutex_;  // of the state and of found_identities_
};

// The state of before, or a new one: with the id of a namespace that carries our labels (the state was lost),
// else with an id that follows from its name and its account. conflict: the environment is bound to another cluster.
base::Result<EnvironmentState> begin_environment(const std::string& organization, const Environment& desired,
                                                 blueprint::ClusterTarget& cluster, const Platform& platform);

}  // namespace platform
