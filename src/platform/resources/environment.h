// An environment: its namespace, who its services are and what they run, with a journal of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/command/outline.h"
#include "engine/keep/keep.h"
#include "platform/kinds/runtime_caller.h"
#include "platform/resources/wanted.h"

namespace platform {

class EnvironmentWork {
 public:
  // Under the environment's lock: what the file asks for. `target` and `platform` must outlive it. conflict: a role of
  // that name belongs to somebody else.
  static base::Result<std::shared_ptr<EnvironmentWork>> up(EnvironmentTarget& target,
                                                           const Platform& platform);
  // The way back: none of it. Services end in the reverse order of their stages, so that the delete event of a job
  // runs when nothing needs any more what the job has made.
  static base::Result<std::shared_ptr<EnvironmentWork>> down(EnvironmentTarget& target,
                                                             const Platform& platform);

  engine::Section section() const;
  const engine::Run& run() const { return run_; }

  base::Status apply();

 private:
  EnvironmentWork(EnvironmentTarget& target, std::unique_ptr<engine::Keep> keep, const Platform& platform);
  static base::Result<std::shared_ptr<EnvironmentWork>> open(EnvironmentTarget& target,
                                                             const Platform& platform);
  std::string words(const std::string& address) const;
  base::Status load();
  base::Status plan();
  base::Status check_awaited() const;
  void note_identities();
  base::Result<engine::PlanOptions> options();
  void add_service_lines(const Service& service, std::vector<engine::Line>& lines) const;
  void add_identity_lines(const Service& service, std::vector<engine::Line>& lines) const;
  void add_removals(std::vector<engine::Line>& lines) const;

  EnvironmentTarget& target_;
  Platform platform_;
  std::unique_ptr<engine::Keep> keep_;  // to read from
  RuntimeCaller caller_;
  engine::Run run_;
  Wanted wanted_;
  std::map<std::string, std::string> users_;  // by address: others that have it, too
  std::vector<std::string> warnings_;
  std::string planned_for_;  // which cluster
};

// What is remembered of an environment, as a person calls it: `role slipway-z1234abcd-production-debian`.
base::Result<std::vector<std::string>> remembered(const EnvironmentState& state, const Platform& platform);

}  // namespace platform
