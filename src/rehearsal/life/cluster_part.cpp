#include "rehearsal/life/cluster_part.h"

#include "blueprint/cluster/version.h"
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

namespace {

using Desired = base::Result<std::vector<engine::Resource>>;

// Between which versions a life goes that is about this one: to the next, or, if it is the newest, from the one before.
struct Versions {
  std::string from, to;
};

base::Result<Versions> versions_around(blueprint::Cloud& cloud, const std::string& version) {
  int64_t minor = blueprint::minor_of(version);
  std::string next = fmt::format("1.{}", minor + 1), before = fmt::format("1.{}", minor - 1);
  auto offered = cloud.call_all("eks", "DescribeClusterVersions", json::Object(), "clusterVersions");
  if (!offered) return tl::unexpected(blueprint::to_error(offered.error(), "eks", "DescribeClusterVersions"));
  bool has_next = false, has_before = false;
  for (const json::Value& each : *offered) {
    has_next = has_next || each.string_or("clusterVersion", "") == next;
    has_before = has_before || each.string_or("clusterVersion", "") == before;
  }
  if (has_next) return Versions{version, next};
  return Versions{has_before ? before : version, version};
}

// With another version than its file says, and with add-ons that are for that one.
blueprint::Cluster of_version(const blueprint::Cluster& cluster, const std::string& version) {
  if (cluster.desired->version == version) return cluster;
  auto desired = std::make_shared<blueprint::DesiredCluster>(*cluster.desired);
  desired->version = version;
  for (blueprint::Addon& addon : desired->addons) addon.version.clear();
  blueprint::Cluster other = cluster;
  other.desired = std::move(desired);
  return other;
}

class ClusterOfLife {
 public:
  ClusterOfLife(std::string organization, blueprint::Cluster cluster, StandsOn stands,
                const base::Clock& clock, base::Random& random)
      : organization_(std::move(organization)),
        cluster_(std::move(cluster)),
        stands_(stands),
        clock_(clock),
        random_(random) {}

  Desired desired(blueprint::Cloud& cloud, const engine::State& state, bool is_upgraded) const {
    if (!cluster_.is_described()) return planned(cluster_, cloud, state);
    Versions versions = TRY(versions_around(cloud, cluster_.desired->version));
    return planned(of_version(cluster_, is_upgraded ? versions.to : versions.from), cloud, state);
  }

 private:
  Desired planned(const blueprint::Cluster& cluster, blueprint::Cloud& cloud,
                  const engine::State& state) const {
    auto target = TRY(target_through(organization_, cluster, cloud));
    target->has_environments = stands_.has_environments;
    std::vector<engine::Resource> desired;
    // What is planned is asked again and carried out by the rehearsal's own run, which knows of each call why.
    engine::PlanMaker note = [&](const engine::PlanInputs& inputs, const engine::PlanOptions& options,
                                 base::Diagnostics& diagnostics) {
      desired = inputs.desired;
      return engine::make_plan(inputs, options, diagnostics);
    };
    blueprint::ClusterWorld world{.run = {clock_, random_, [](const std::string&) {}, 0, note},
                                  .open = [&] { return keep_of(state, clock_); }};
    TRY(blueprint::ClusterWork::up(*target, stands_.needs_provider, world));
    return desired;
  }

  std::string organization_;
  blueprint::Cluster cluster_;
  StandsOn stands_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace

Part cluster_part(const std::string& organization, const blueprint::Cluster& cluster, StandsOn stands,
                  const base::Clock& clock, base::Random& random) {
  ClusterOfLife life(organization, cluster, stands, clock, random);
  Part part;
  part.name = "cluster " + cluster.name;
  part.desired = [=](blueprint::Cloud& cloud, const engine::State& state) {
    return life.desired(cloud, state, false);
  };
  if (cluster.is_described())
    part.upgraded = [=](blueprint::Cloud& cloud, const engine::State& state) {
      return life.desired(cloud, state, true);
    };
  return part;
}

}  // namespace rehearsal
