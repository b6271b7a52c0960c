// What Slipway remembers of an environment: where it is, and how its services were deployed last. What it made is in
// journals of the engine's (platform/resources). Holds no secret: tokens are in the token folders, values of variables
// nowhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/result.h"
#include "platform/desired/configuration.h"
#include "platform/state/home.h"

namespace platform {

// What a Slipway without the engine's journals made, or was about to make.
struct JournalEntry {
  std::string
      kind;  // namespace, role, service-account, token, service, job, cron-job; of a cluster: cluster-role, ...
  std::string name;
  std::string service;  // slug of the service that it is for; empty: the environment's or cluster's own
  bool done = false;
  std::vector<std::string> policies;  // roles: what we attached
};

// A service as it was deployed last.
struct DeployedService {
  std::string name;
  std::string slug;
  std::string image;
  int instances = 1;
  std::string runtime;      // podman, process
  std::string fingerprint;  // of what should run
  bool is_whole = true;     // its deployment came to its end
  int stop_grace_s = 60;    // that its instances have
  bool is_job = false;      // a lifecycle job
  std::string schedule;     // of a cron job; else empty
  std::string timezone;
  std::string last_event;   // of a job: start, stop, delete; empty: it has not run
  std::string last_reason;  // why that run failed; empty: it succeeded
  base::Time last_run;      // when it ended
  // With an identity:
  std::string role_arn;
  std::string service_account;
  int64_t token_life_s = 0;
  std::vector<std::string> policies;  // ARNs; empty if the role was made by hand

  bool is_cron() const { return !schedule.empty(); }
  bool has_identity() const { return !role_arn.empty(); }
};

struct EnvironmentState {
  std::string organization;
  std::string project;
  std::string name;
  std::string id;  // UUID
  std::string namespace_name;
  blueprint::Cluster cluster;
  std::vector<DeployedService> services;
  std::optional<base::Time> expires;  // see expiry.h
  std::vector<JournalEntry> former;   // in the order of making; what is not in the engine's journal yet

  std::string title() const { return project + "/" + name; }
  const DeployedService* find_service(std::string_view slug) const;
  void put_service(DeployedService service);
  void erase_service(std::string_view slug);
};

// The files below a home.
class StateFiles {
 public:
  explicit StateFiles(const Home& home) : home_(home) {}

  base::Result<std::optional<EnvironmentState>> load_environment(const std::string& organization,
                                                                 const std::string& project,
                                                                 const std::string& name) const;
  base::Result<std::vector<EnvironmentState>> load_environments() const;  // by title
  // The same for who tells of all that are there: what cannot be read is left out.
  struct Damaged {
    std::string journal;  // beside which the file stands
    base::Error error;
  };
  std::vector<EnvironmentState> load_readable_environments(std::vector<Damaged>& damaged) const;
  base::Status save(const EnvironmentState& state) const;
  base::Status remove(const EnvironmentState& state) const;

  // Copies its file (`.before`).
  base::Status set_aside(const EnvironmentState& state) const;

  // What an earlier Slipway remembered of a cluster. Empty: nothing, or it has been moved to the engine's journal.
  base::Result<std::vector<JournalEntry>> former_cluster(const std::string& organization,
                                                         const blueprint::Cluster& cluster) const;
  // Copies that (`.before`).
  base::Status set_aside(const std::string& organization, const blueprint::Cluster& cluster) const;
  // From now on the engine's journal is what counts, and an earlier Slipway refuses the file.
  base::Status mark_moved(const std::string& organization, const blueprint::Cluster& cluster) const;
  base::Status remove_cluster(const std::string& organization, const blueprint::Cluster& cluster) const;

 private:
  Home home_;
};

}  // namespace platform
