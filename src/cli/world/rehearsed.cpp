#include "cli/world/rehearsed.h"

#include <algorithm>
#include <map>

#include "account/server/data_dir.h"
#include "base/deadline.h"
#include "base/regions.h"
#include "blueprint/cluster/role.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/names.h"
#include "cli/default_file.h"
#include "cli/world/account_access.h"
#include "cli/world/account_states.h"
#include "cli/world/real_connections.h"
#include "cli/world/things_of_others.h"
#include "platform/load/state_place.h"
#include "platform/resources/identity_check.h"
#include "platform/resources/leftovers.h"
#include "platform/resources/wanted.h"
#include "platform/state/state.h"
#include "rehearsal/life/cluster_part.h"
#include "services/all.h"
#include "services/embedded_catalog.h"

namespace cli {
namespace {

using platform::Environment;
using rehearsal::Part;

constexpr auto kAskLimit = std::chrono::seconds(10);
// As on AWS, where what was made is seen only after a while (blueprint/cluster/role.cpp).
constexpr base::Milliseconds kWindow{10'000};
// Of AWS's documentation: stands for an embedded account that is yet to be made.
constexpr const char* kAccountToCome = "123456789012";

// One cluster of a configuration with what stands on it.
struct Deployed {
  std::string organization;
  std::string account;  // its id
  blueprint::Cluster cluster;
  std::vector<Environment> environments;
  std::map<std::string, std::string> ids;  // of environments that were made already, by title

  bool needs_provider() const {
    return std::any_of(environments.begin(), environments.end(), [](const Environment& environment) {
      return std::any_of(environment.services.begin(), environment.services.end(), [](const auto& service) {
        return service.permissions && service.permissions->makes_role();
      });
    });
  }
};

std::string title_of(const Environment& environment) {
  return environment.project + "/" + environment.name;
}

// The roles of its services. Namespaces, service accounts and the services themselves concern no account of AWS.
base::Result<std::vector<engine::Resource>> roles_of(const Deployed& deployed, const Environment& environment,
                                                     const std::string& id, blueprint::Cloud& cloud) {
  auto cluster = TRY(rehearsal::target_through(deployed.organization, deployed.cluster, cloud));
  platform::EnvironmentTarget target;
  target.desired = &environment;
  target.cluster = cluster.get();
  target.state.organization = deployed.organization;
  target.state.project = environment.project;
  target.state.name = environment.name;
  target.state.id = id;
  target.state.namespace_name = blueprint::namespace_name(id, environment.name);
  target.state.cluster = deployed.cluster;
  std::vector<engine::Resource> resources;
  std::vector<std::string> warnings;
  for (const platform::Service& service : environment.services) {
    if (!service.permissions) continue;
    if (!service.permissions->makes_role()) {
      TRY(platform::check_role_made_by_hand(target, service, warnings));
      continue;
    }
    auto of_role = blueprint::resources_of(platform::desired_role_of(target, service),
                                           blueprint::connection_of(deployed.cluster));
    std::move(of_role.begin(), of_role.end(), std::back_inserter(resources));
  }
  return resources;
}

Part environment_part(const Deployed& deployed, const Environment& environment, base::Random& random) {
  auto known = deployed.ids.find(title_of(environment));
  std::string id = known == deployed.ids.end() ? random.uuid() : known->second;
  Part part;
  part.name = "environment " + title_of(environment);
  part.desired = [deployed, environment, id](blueprint::Cloud& cloud, const engine::State&) {
    return roles_of(deployed, environment, id, cloud);
  };
  return part;
}

std::vector<Part> parts_of(const Deployed& deployed, const base::Clock& clock, base::Random& random) {
  rehearsal::StandsOn stands{!deployed.environments.empty(), deployed.needs_provider()};
  Part cluster = rehearsal::cluster_part(deployed.organization, deployed.cluster, stands, clock, random);
  cluster.before = [deployed, &clock](blueprint::Cloud& root) {
    return make_things_of_others(deployed.account, deployed.cluster.desired.get(), deployed.environments,
                                 root, clock);
  };
  cluster.left = [deployed](blueprint::Cloud& cloud) -> base::Result<std::vector<std::string>> {
    auto target = TRY(rehearsal::target_through(deployed.organization, deployed.cluster, cloud));
    return platform::find_leftovers(*target);
  };
  std::vector<Part> parts = {std::move(cluster)};
  for (const Environment& each : deployed.environments)
    parts.push_back(environment_part(deployed, each, random));
  return parts;
}

base::Result<std::string> id_of_embedded(const std::string& name, const Context& context) {
  std::string data_dir = context.home.account_dir();
  auto accounts = account::read_credentials(data_dir);
  for (const auto& each : accounts ? *accounts : std::vector<account::RootCredentials>())
    if (name.empty() || each.name == name || each.account_id == name) return each.account_id;
  context.terminal.warn(fmt::format(
      "the embedded account is yet to be made: {} stands for its id (or say --account ID)", kAccountToCome));
  return std::string(kAccountToCome);
}

base::Result<std::string> id_of(const blueprint::AccountReference& account, const Context& context) {
  if (account.kind == blueprint::AccountReference::Kind::embedded)
    return id_of_embedded(account.name, context);
  base::Deadline deadline = base::Deadline::in(kAskLimit);
  RealConnections connections(context.home, context.clock, context.random, deadline);
  auto ask = [&]() -> base::Result<std::string> {
    auto access = TRY(connections.open_account(account, false, [](const std::string&) {}));
    auto cloud = connections.cloud(access, "us-east-1");
    json::Value caller = TRY(blueprint::call(*cloud, "sts", "GetCallerIdentity", json::Object()));
    return std::string(caller.string_or("Account", ""));
  };
  auto id = ask();
  if (id) return id;
  base::Error error = id.error().in("which account " + account.endpoint + " is cannot be asked");
  error.hint = "say it: --account 111122223333";
  return tl::unexpected(error);
}

base::Result<std::vector<Deployed>> deployed_by(const platform::Configuration& configuration,
                                                const Context& context) {
  std::vector<Deployed> all;
  for (const blueprint::Cluster& each : configuration.clusters)
    if (each.is_described()) all.push_back(Deployed{configuration.organization, "", each, {}, {}});
  platform::StateFiles files(context.home);
  for (const Environment& each : configuration.environments) {
    auto known = std::find_if(all.begin(), all.end(),
                              [&](const Deployed& one) { return one.cluster.name == each.cluster.name; });
    if (known == all.end())
      known = all.insert(all.end(), Deployed{configuration.organization, "", each.cluster, {}, {}});
    known->environments.push_back(each);
    auto state = TRY(files.load_environment(configuration.organization, each.project, each.name));
    if (state) known->ids[title_of(each)] = state->id;
  }
  return all;
}

base::Status check_region(const blueprint::Cluster& cluster) {
  if (std::find(base::kRegions.begin(), base::kRegions.end(), cluster.region) != base::kRegions.end())
    return {};
  return tl::unexpected(
      base::Error{base::ErrorKind::invalid,
                  fmt::format("cluster `{}` is in {}, and an account in this process has the regions of the "
                              "partition `aws` alone",
                              cluster.name, cluster.region),
                  "rehearse it in another region; what is derived differs in the partition of its ARNs"});
}

// By its file; what the command line says is another's affair.
std::string states_of(const std::string& file, const std::string& account) {
  std::string place = platform::state_place_of_file(file);
  return is_account_place(place) ? states_in(place, account) : "";
}

}  // namespace

base::Result<std::vector<rehearsal::Subject>> rehearsed(const platform::Configuration& configuration,
                                                        const std::string& account, const Context& context) {
  const std::string& named = context.arguments.file;
  std::string file = named.empty() ? kDefaultFile : named;
  std::vector<rehearsal::Subject> subjects;
  for (Deployed& each : TRY(deployed_by(configuration, context))) {
    TRY(check_region(each.cluster));
    std::string id = account.empty() ? TRY(id_of(each.cluster.account, context)) : account;
    each.account = id;
    subjects.push_back(
        {each.cluster.name, id, each.cluster.region, blueprint::kinds_for(id, kWindow),
         [each](const base::Clock& clock, base::Random& random) { return parts_of(each, clock, random); },
         states_of(file, id)});
  }
  return subjects;
}

base::Result<rehearsal::Makings> rehearsal_makings(const Context& context) {
  return rehearsal::make_makings(services::all, services::embedded_catalog(), context.clock);
}

}  // namespace cli
