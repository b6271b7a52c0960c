// A slipway.yaml that has been read and checked: what the user wants, with nothing left to doubt.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "blueprint/cluster/cluster.h"
#include "platform/desired/variables.h"
#include "runtime/workload.h"

namespace platform {

inline constexpr int64_t kDefaultTokenLife_s = 86400;  // as EKS's webhook has it

enum class RoleScope { environment, cluster };

// The AWS permissions of a service: `policies`, for which Slipway makes the role, or the role that is there.
struct Permissions {
  std::vector<std::string> policies;  // ARNs
  RoleScope scope = RoleScope::environment;
  std::string role_arn;         // made by hand; then `policies` is empty
  std::string service_account;  // always there: the service's name unless the file says another
  int64_t token_life_s = kDefaultTokenLife_s;

  bool makes_role() const { return role_arn.empty(); }
};

enum class ServiceType { container, application, lifecycle_job, database, cron_job };

// When a lifecycle job runs: at `up`, at `stop`, at `down` (Qovery's documentation, "Lifecycle job").
enum class JobEvent { start, stop, remove };
std::string_view event_name(JobEvent event);  // start, stop, delete
std::optional<JobEvent> parse_event(std::string_view name);

// What a lifecycle job runs at one event.
struct EventRun {
  std::vector<std::string> entrypoint;  // empty: the image's own
  std::vector<std::string> arguments;
};

struct LifecycleJob {
  std::map<JobEvent, EventRun> events;  // at least one
  int max_restarts = 0;
  int64_t max_duration_s = 300;
};

// A job that runs again and again, as the service's own entrypoint and command say.
struct CronJob {
  std::string schedule;                // five fields (kube/schedule.h)
  std::string timezone = "Etc/UTC";    // of the tz database
  std::string concurrency = "Forbid";  // Allow, Forbid, Replace
  int failed_runs_kept = 1;
  int successful_runs_kept = 1;
  int max_restarts = 0;  // of one run
  int64_t max_duration_s = 300;
};

struct Service {
  std::string name;  // as the file has it
  std::string slug;  // for hosts, roles and service accounts
  std::string image;
  std::vector<std::string> entrypoint = {};  // empty: the image's own
  std::vector<std::string> command;          // empty: the image's own
  int instances = 1;
  int64_t memory_bytes = 512LL << 20;
  runtime::Workload workload;
  Variables variables;
  std::optional<Permissions> permissions;
  // Setting security.service_account_name: a service account that somebody else makes; its role is the
  // service's. Empty: not set; then `permissions` may be.
  std::string named_service_account;
  ServiceType type = ServiceType::container;
  std::optional<LifecycleJob> job;  // lifecycle jobs
  std::optional<CronJob> cron;      // cron jobs
  size_t stage = 0;                 // of Environment::stages
};

struct Environment {
  std::string project;
  std::string name;
  blueprint::Cluster cluster;
  Variables project_variables;
  Variables variables;
  std::vector<std::string> stages;         // deployed one after another; services of one side by side
  std::vector<Service> services;           // in the file's order
  std::optional<base::Time> expires = {};  // a preview: when its time is over; kept in its state (state.h)

  const Service* find_service(std::string_view slug) const;  // nullptr: it has none of that name
};

struct Configuration {
  std::string organization;
  std::vector<blueprint::Cluster> clusters;  // also those that no environment uses
  std::vector<Environment> environments;     // of all projects, in the file's order
};

}  // namespace platform
