// A cluster and what it needs for itself: its role, the EKS cluster, the identity provider of its issuer; of one that
// its file describes, all of it (whole.h). What Slipway made of them is in a journal of the cluster's own, since
// environments share it.
//
// Who only names a cluster that another file has described uses it as it is, and removes nothing of it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "blueprint/cloud/cloud_caller.h"
#include "blueprint/cluster/role.h"
#include "engine/keep/keep.h"

namespace blueprint {

// Where a journal has the EKS cluster of one that is only named.
inline constexpr const char* kClusterAt = "cluster";

// With what the work is done, and where it is remembered.
struct ClusterWorld {
  engine::RunWorld run;
  // Opens the cluster's journal, in today's form.
  std::function<base::Result<std::unique_ptr<engine::Keep>>()> open = {};
  std::function<base::Status()> before_change =
      {};  // something is about to be made that the journal remembers
  std::function<base::Status()> after_removal = {};  // nothing is left to be remembered
  bool ignores_insights = false;  // a new version is made whatever EKS says would break by it
  // What somebody else made and serves is looked at as if it were to be made: for who adopts it.
  bool wants_foreign = false;
};

class ClusterWork {
 public:
  // Under the cluster's lock. `target` and what `world` is made of must outlive it. `needs_provider`: some service has
  // a role made by Slipway. conflict: the cluster, its role or its provider belongs to somebody else.
  static base::Result<std::unique_ptr<ClusterWork>> up(ClusterTarget& target, bool needs_provider,
                                                       const ClusterWorld& world);
  // The way back: what the journal says that we made.
  static base::Result<std::unique_ptr<ClusterWork>> down(ClusterTarget& target, const ClusterWorld& world);

  const engine::Section& section() const { return section_; }
  const engine::Run& run() const { return run_; }
  bool is_left_alone() const { return is_left_alone_; }  // another file describes it
  // When it is done, the target says what is there then.
  base::Status apply() { return is_removal_ ? remove() : make(); }

 private:
  ClusterWork(ClusterTarget& target, std::unique_ptr<engine::Keep> keep, const ClusterWorld& world);
  static base::Result<std::unique_ptr<ClusterWork>> open(ClusterTarget& target, const ClusterWorld& world);
  base::Status plan(bool needs_provider);
  base::Status plan_whole();
  base::Status plan_removal();
  base::Status remove_all(engine::PlanOptions options);
  base::Status leave_alone();
  base::Status make();
  base::Status remove();
  base::Result<std::vector<engine::Resource>> desired(bool needs_provider);
  base::Status add_provider(bool needs_provider, std::vector<engine::Resource>& desired);
  bool is_managed() const;
  std::string words(const std::string& address) const;
  engine::Line cluster_line() const;
  engine::Line provider_line() const;

  ClusterTarget& target_;
  ClusterWorld world_;
  std::unique_ptr<engine::Keep> keep_;  // to read from
  CloudCaller caller_;
  engine::Run run_;
  DesiredRole role_;
  engine::Section section_;
  bool has_foreign_provider_ = false;
  bool is_removal_ = false;
  bool is_whole_ = false;  // a file describes it, or has
  bool is_left_alone_ = false;
};

// Of one that stays, since these environments use it.
engine::Section kept(const ClusterTarget& target, const std::vector<std::string>& users);

}  // namespace blueprint
