// The work on a whole cluster: one that its file describes, or that another file has described.
#include <fmt/core.h>

#include "base/text.h"
#include "blueprint/cluster/whole.h"
#include "blueprint/cluster/work.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/ec2_thing.h"
#include "blueprint/prices/prices.h"

namespace blueprint {
namespace {

using base::ErrorKind;
using engine::Resource;

// One that was made for its name alone stands in no network of ours, and cannot be brought into one.
base::Status check_not_named(const engine::State& state, const ClusterTarget& target) {
  if (!state.newest(kClusterAt)) return {};
  return tl::unexpected(base::Error{
      ErrorKind::conflict,
      fmt::format(
          "cluster `{}` was made without a network of its own, as a file asked for that only names it",
          target.cluster.name),
      "remove it first with that file (`slipway down`), or give the one that is described another name"});
}

// By its address as its maker marked it (network/tags.h), as long as it is there.
base::Result<std::string> marked_vpc(ClusterTarget& target) {
  Marks marks = target.owner().tags();
  marks[std::string(kAddressTag)] = kVpcAt;
  json::Value found =
      TRY(call(*target.cloud, "ec2", "DescribeVpcs", json::Object{{"Filters", filters_of(marks)}}));
  const json::Array& vpcs = list_at(found, "Vpcs");
  return vpcs.empty() ? std::string() : text_of(vpcs.front(), "VpcId");
}

bool is_ours(const ClusterTarget& target) {
  return !target.status.empty() && judge(target.tags, target.owner().tags()) == Ownership::ours;
}

}  // namespace

base::Status check_not_lost(ClusterTarget& target, const engine::State& state) {
  std::vector<std::string> lost;
  if (!state.newest(kVpcAt))
    if (std::string vpc = TRY(marked_vpc(target)); !vpc.empty()) lost.push_back(std::move(vpc));
  bool is_known = state.newest(kControlPlaneAt) || state.newest(kClusterAt);
  if (!is_known && is_ours(target)) lost.push_back("its control plane");
  if (lost.empty()) return {};
  return tl::unexpected(base::Error{
      ErrorKind::conflict,
      fmt::format("cluster {} is there ({}), and Slipway does not remember it", target.cluster.name,
                  base::join(lost, ", ")),
      "if its state is kept elsewhere, say where: --state ADDRESS; if it was lost, have it remembered again, "
      "and run this again: slipway state rebuild FILE"});
}

base::Status ClusterWork::plan_whole() {
  TRY(check_not_named(run_.state(), target_));
  if (!world_.run.looks_for_lost) TRY(check_not_lost(target_, run_.state()));
  Whole whole = TRY(whole_cluster(
      target_, run_.state(), {world_.run.clock.now(), world_.ignores_insights, world_.run.looks_for_lost}));
  const std::vector<Resource>& all = whole.resources;
  engine::PlanOptions options;
  options.allow_destroy = std::move(whole.replaceable);
  TRY(run_.plan(all, options));
  section_.warnings = std::move(whole.notes);
  for (std::string& warning : run_.warnings()) section_.warnings.push_back(std::move(warning));
  section_.steps = whole_lines(run_, all);
  engine::Hourly hourly = hourly_of(all, target_.cluster.region);
  hourly.state = fmt::format("{}@{}", target_.cluster.name, target_.cluster.region);
  if (!hourly.lines.empty()) section_.hourly = std::move(hourly);
  return {};
}

base::Status ClusterWork::leave_alone() {
  section_.steps = {
      {engine::Change::keep, "cluster " + target_.cluster.name, "as another file describes it"}};
  return {};
}

base::Status ClusterWork::remove_all(engine::PlanOptions options) {
  TRY(check_not_lost(target_, run_.state()));
  std::vector<std::string> all = protected_addresses(run_.state(), kinds_for(target_.account_id, {}));
  bool may_go =
      target_.cluster.is_described() ? !target_.cluster.desired->is_protected : !was_protected(run_.state());
  if (may_go) options.allow_destroy = all;
  base::Status planned = run_.plan({}, options);
  if (may_go || planned || !engine::is_refusal(planned.error())) return planned;
  return tl::unexpected(base::Error{ErrorKind::conflict,
                                    fmt::format("cluster {} is protected", target_.cluster.name),
                                    fmt::format("{}allow-destroy {}; or write `protect: false` in its file",
                                                engine::kIfMeant, base::join(all, " --allow-destroy "))});
}

}  // namespace blueprint
