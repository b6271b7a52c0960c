#include "rehearsal/life/cluster_part.h"

#include "blueprint/cluster/work.h"
#include "engine/keep/history.h"
#include "engine/keep/memory_keep.h"

namespace rehearsal {
namespace {

class SameCloud final : public blueprint::Cloud {
 public:
  explicit SameCloud(blueprint::Cloud& inner) : inner_(inner) {}

  using blueprint::Cloud::call;
  aws::Result<json::Value> call(std::string_view service, std::string_view operation,
                                const json::Value& input, const base::Deadline& deadline) override {
    return inner_.call(service, operation, input, deadline);
  }
  aws::Result<json::Array> call_all(std::string_view service, std::string_view operation, json::Value input,
                                    std::string_view list_member) override {
    return inner_.call_all(service, operation, std::move(input), list_member);
  }

 private:
  blueprint::Cloud& inner_;
};

// One in which nothing but this is kept.
base::Result<std::unique_ptr<engine::Keep>> keep_of(const engine::State& state, const base::Clock& clock) {
  auto keep = std::make_unique<engine::MemoryKeep>(clock);
  if (state.lineage.empty()) return keep;
  engine::Lease lease = TRY(keep->acquire("rehearsal", "to plan", std::chrono::minutes(1)));
  TRY(engine::write_snapshot(*keep, lease, state));
  TRY(keep->release(lease));
  return keep;
}

}  // namespace

base::Result<blueprint::AccountAccess> Through::open_account(const blueprint::AccountReference&, bool,
                                                             const blueprint::Progress&) {
  return blueprint::AccountAccess();
}

std::unique_ptr<blueprint::Cloud> Through::cloud(const blueprint::AccountAccess&, const std::string&) {
  return std::make_unique<SameCloud>(cloud_);
}

base::Result<std::unique_ptr<blueprint::ClusterApi>> Through::cluster_api(const blueprint::Cluster& cluster,
                                                                          const blueprint::AccountAccess&,
                                                                          const blueprint::ClusterAddress&) {
  return base::fail(base::ErrorKind::unavailable, "a rehearsal has no Kubernetes behind cluster `{}`",
                    cluster.name);
}

base::Result<std::unique_ptr<blueprint::ClusterTarget>> target_through(const std::string& organization,
                                                                       const blueprint::Cluster& cluster,
                                                                       blueprint::Cloud& cloud) {
  Through through(cloud);
  return blueprint::open_target(organization, cluster, false, through, [](const std::string&) {});
}

Part cluster_part(const std::string& organization, const blueprint::Cluster& cluster, StandsOn stands,
                  const base::Clock& clock, base::Random& random) {
  Part part;
  part.name = "cluster " + cluster.name;
  part.desired = [=, &clock, &random](
                     blueprint::Cloud& cloud,
                     const engine::State& state) -> base::Result<std::vector<engine::Resource>> {
    auto target = TRY(target_through(organization, cluster, cloud));
    target->has_environments = stands.has_environments;
    std::vector<engine::Resource> desired;
    // What is planned is asked again and carried out by the rehearsal's own run, which knows of each call why.
    engine::PlanMaker note = [&](const engine::PlanInputs& inputs, const engine::PlanOptions& options,
                                 base::Diagnostics& diagnostics) {
      desired = inputs.desired;
      return engine::make_plan(inputs, options, diagnostics);
    };
    blueprint::ClusterWorld world{.run = {clock, random, [](const std::string&) {}, 0, note},
                                  .open = [&] { return keep_of(state, clock); }};
    TRY(blueprint::ClusterWork::up(*target, stands.needs_provider, world));
    return desired;
  };
  return part;
}

}  // namespace rehearsal
