#include "cli/world/cluster_place.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "blueprint/cluster/cluster_role.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "cli/default_file.h"
#include "cli/world/account_access.h"
#include "platform/load/names.h"
#include "platform/resources/cluster.h"
#include "platform/target/locks.h"

namespace cli {
namespace {

using base::ErrorKind;

constexpr const char* kDefaultRegion = "eu-west-3";

// nullopt: there is no file, or it does not name the cluster.
base::Result<std::optional<DesiredCluster>> in_file(const std::string& name) {
  if (!base::exists(kDefaultFile)) return std::nullopt;
  platform::Configuration configuration = TRY(platform::load_names_of_file(kDefaultFile));
  for (const blueprint::Cluster& cluster : configuration.clusters) {
    if (cluster.name == name) return DesiredCluster{cluster, configuration.organization};
  }
  return std::nullopt;
}

// EKS, CreateCluster: ^[0-9A-Za-z][A-Za-z0-9\-_]*$, at most 100.
base::Status check_name(const std::string& name) {
  auto is_letter = [](unsigned char c) { return c < 0x80 && std::isalnum(c); };
  bool fits = !name.empty() && name.size() <= 100 && is_letter(static_cast<unsigned char>(name[0])) &&
              std::all_of(name.begin(), name.end(), [&](char c) {
                return is_letter(static_cast<unsigned char>(c)) || c == '-' || c == '_';
              });
  if (fits) return {};
  return tl::unexpected(
      base::Error{ErrorKind::invalid, fmt::format("`{}` is no name of an EKS cluster", name),
                  "letters, digits, `-` and `_`, beginning with a letter or digit, at most 100"});
}

base::Status check_option(const char* option, const std::string& given, const std::string& in_file) {
  if (given.empty() || given == in_file) return {};
  return base::fail(ErrorKind::invalid, "{} `{}`, but slipway.yaml says `{}`", option, given, in_file);
}

// nullopt: the account has never heard of it, stopped or not.
base::Result<std::optional<json::Value>> known_to_account(const Context& context,
                                                          const account::ClusterPlace& place) {
  auto answer =
      account::control_plane(context.home.account_dir(), place, base::Deadline::in(std::chrono::seconds(20)));
  if (answer) return std::optional(std::move(*answer));
  if (answer.error().kind == ErrorKind::not_found) return std::nullopt;
  return tl::unexpected(answer.error());
}

base::Status make_marked(Deployment& deployment, const DesiredCluster& desired) {
  platform::Platform& platform = deployment.platform();
  auto locks = TRY(platform::lock_all({{desired.organization, "", "", desired.cluster}},
                                      "slipway cluster start", platform));
  auto target = TRY(blueprint::open_target(desired.organization, desired.cluster, false, platform.connections,
                                           platform.progress));
  target->lock = locks.of(*target, platform);
  auto work = TRY(blueprint::ClusterWork::up(*target, false, platform::world_of(*target, platform)));
  return work->apply();
}

// What is remembered of it is of this very moment: the tag tells who made it.
base::Status make_unmarked(Deployment& deployment, const DesiredCluster& desired) {
  platform::Platform& platform = deployment.platform();
  auto target =
      TRY(blueprint::open_target("", desired.cluster, false, platform.connections, platform.progress));
  blueprint::Marks marks = blueprint::marks_of_cluster_start();
  TRY(blueprint::make_cluster_role(*target, marks, platform.run_world()));
  TRY(blueprint::call(*target->cloud, "eks", "CreateCluster", blueprint::new_cluster(*target, marks)));
  return {};
}

bool is_at(const account::ClusterPlace& place, const platform::Home& home,
           const blueprint::Cluster& cluster) {
  if (cluster.account.kind != blueprint::AccountReference::Kind::embedded) return false;
  auto other = place_of(home, cluster);
  return other && other->account == place.account && other->region == place.region &&
         other->name == place.name;
}

// Environments on the cluster, and clusters of its name in other regions: a role belongs to no region.
base::Result<std::vector<std::string>> users_of(const Context& context, const platform::StateFiles& files,
                                                const account::ClusterPlace& place) {
  std::vector<std::string> users;
  for (const platform::EnvironmentState& state : TRY(files.load_environments())) {
    if (is_at(place, context.home, state.cluster)) users.push_back(state.title());
  }
  auto all = TRY(account::clusters(context.home.account_dir(), base::Deadline::in(std::chrono::seconds(20))));
  for (const account::ClusterPlace& other : all) {
    if (other.account == place.account && other.name == place.name && other.region != place.region)
      users.push_back("that of " + other.region);
  }
  return users;
}

}  // namespace

base::Result<DesiredCluster> desired_cluster(const Context& context) {
  const Arguments& arguments = context.arguments;
  TRY(check_name(arguments.cluster));
  auto found = TRY(in_file(arguments.cluster));
  if (!found) {
    DesiredCluster desired;
    desired.cluster.name = arguments.cluster;
    desired.cluster.account.name = arguments.account_name;
    desired.cluster.region = arguments.region.empty() ? kDefaultRegion : arguments.region;
    return desired;
  }
  const blueprint::Cluster& cluster = found->cluster;
  if (cluster.account.kind != blueprint::AccountReference::Kind::embedded) {
    return base::fail(ErrorKind::invalid,
                      "cluster `{}` of slipway.yaml is not in an embedded account but at `{}`", cluster.name,
                      cluster.account.endpoint);
  }
  TRY(check_option("--region", arguments.region, cluster.region));
  TRY(check_option("--account", arguments.account_name, cluster.account.name));
  return std::move(*found);
}

base::Result<account::ClusterPlace> place_of(const platform::Home& home, const blueprint::Cluster& cluster) {
  const std::string& wanted = cluster.account.name;
  for (const account::RootCredentials& each : TRY(account::read_credentials(home.account_dir()))) {
    if (!wanted.empty() && each.name != wanted && each.account_id != wanted) continue;
    return account::ClusterPlace{each.account_id, cluster.region, cluster.name};
  }
  return tl::unexpected(base::Error{ErrorKind::not_found,
                                    fmt::format("there is no embedded account `{}`", wanted),
                                    fmt::format("make it: `slipway account create {}`", wanted)});
}

localkube::Folder folder_of(const platform::Home& home, const account::ClusterPlace& place) {
  return {fmt::format("{}/kubernetes/{}/{}/{}", home.root(), place.account, place.region, place.name)};
}

base::Status ensure_eks_cluster(const Context& context, const DesiredCluster& desired) {
  Deployment deployment(context);
  TRY(start_embedded_account(context.home, deployment.platform().progress,
                             base::Deadline::in(std::chrono::minutes(1))));
  account::ClusterPlace place = TRY(place_of(context.home, desired.cluster));
  if (TRY(known_to_account(context, place))) return {};
  platform::Platform& platform = deployment.platform();
  auto access = TRY(platform.connections.open_account(desired.cluster.account, false, platform.progress));
  auto cloud = platform.connections.cloud(access, desired.cluster.region);
  auto tags = TRY(blueprint::tags_of_cluster_role(*cloud, desired.cluster));
  // The role may have been left by an earlier one: it says whose the cluster was.
  DesiredCluster own = desired;
  if (tags && (own.organization.empty() || *tags == blueprint::marks_of_cluster_start()))
    own.organization = (*tags)["slipway:organization"];
  if (own.organization.empty()) return make_unmarked(deployment, own);
  return make_marked(deployment, own);
}

base::Result<std::string> forget_role(const Context& context, const DesiredCluster& desired,
                                      const account::ClusterPlace& place) {
  if (desired.cluster.is_described())
    return "the cluster that its file describes stays: `slipway down` removes it";
  if (!account::find_server(context.home.account_dir()))
    return "the account is not served, so its EKS cluster and role stay in it";
  Deployment deployment(context);
  platform::Platform& platform = deployment.platform();
  auto access = TRY(platform.connections.open_account(desired.cluster.account, false, platform.progress));
  auto cloud = platform.connections.cloud(access, desired.cluster.region);
  auto tags = TRY(blueprint::tags_of_cluster_role(*cloud, desired.cluster));
  if (!tags) return "";
  std::vector<std::string> users = TRY(users_of(context, platform.files, place));
  std::string role = blueprint::cluster_role_name(place.name);
  if (!users.empty()) return fmt::format("its role `{}` stays: {} uses it", role, base::join(users, ", "));
  auto marked = tags->find("slipway:organization");
  std::string organization = marked == tags->end() ? "" : marked->second;
  auto target = TRY(
      blueprint::open_target(organization, desired.cluster, false, platform.connections, platform.progress));
  auto locks =
      TRY(platform::lock_all({{organization, "", "", desired.cluster}}, "slipway cluster stop", platform));
  target->lock = locks.of(*target, platform);
  if (*tags != blueprint::marks_of_cluster_start()) {
    auto work = TRY(blueprint::ClusterWork::down(*target, platform::world_of(*target, platform)));
    if (work->is_left_alone()) return "the cluster stays, as another file describes it";
    TRY(work->apply());
  }
  TRY(blueprint::remove_cluster_role(*target, *tags,
                                     platform.run_world()));  // also one that nothing was remembered of
  return "";
}

base::Result<localkube::AccountFacts> EmbeddedAccount::ask(const base::Deadline& deadline) {
  json::Value answer = TRY(account::control_plane(data_dir_, place_, deadline));
  auto server = account::find_server(data_dir_);
  localkube::AccountFacts facts;
  facts.cluster_id = answer.string_or("id", "");
  facts.issuer = answer.string_or("issuer", "");
  facts.signing_key_pem = base::Secret(std::string(answer.string_or("signingKey", "")));
  if (const json::Value* keys = answer.find("verifyingKeys"); keys && keys->is_array()) {
    for (const json::Value& key : keys->as_array()) {
      if (key.is_string()) facts.verifying_keys_pem.push_back(key.as_string());
    }
  }
  facts.port = server ? server->port : 0;
  facts.authority_pem = TRY(base::read_file(account::authority_path(data_dir_)));
  return facts;
}

base::Status EmbeddedAccount::tell(const json::Value& control_plane, const base::Deadline& deadline) {
  return account::set_control_plane(data_dir_, place_, control_plane, deadline);
}

base::Status EmbeddedAccount::tell_aws_auth(const json::Value& config_map, const base::Deadline& deadline) {
  return account::set_aws_auth(data_dir_, place_, config_map, deadline);
}

}  // namespace cli
