#include "platform/resources/former_cluster.h"

#include <unistd.h>

#include "engine/state/session.h"
#include "platform/kinds/kinds.h"
#include "platform/resources/cluster.h"
#include "platform/trust/names.h"

namespace platform {
namespace {

using engine::Entry;
using json::Object;

// A thing that the former journal knew.
struct Former {
  std::string address;
  std::string_view kind;
  Object identity;
  Object desired;
  std::vector<std::string> needs;
  bool done = false;
};

std::vector<Former> role_of(const JournalEntry& made, const Marks& tags) {
  std::vector<Former> things = {{"role",
                                 kRole,
                                 {{"RoleName", made.name}},
                                 {{"name", made.name}, {"tags", to_object(tags)}},
                                 {},
                                 made.done}};
  for (const std::string& arn : made.policies)
    things.push_back({"role/policy/" + role_name_of(arn),
                      kRolePolicy,
                      {{"RoleName", made.name}, {"PolicyArn", arn}},
                      desired_role_policy(made.name, arn),
                      {"role"},
                      made.done});
  return things;
}

Former cluster_of(const JournalEntry& made, const ClusterTarget& target) {
  return {"cluster",
          kEksCluster,
          {{"name", made.name}},
          {{"name", made.name}, {"tags", to_object(target.owner().tags())}},
          {"role"},
          made.done};
}

// arn:PARTITION:iam::ACCOUNT:oidc-provider/ISSUER
Former provider_of(const JournalEntry& made, const ClusterTarget& target) {
  std::string issuer = "https://" + made.name.substr(made.name.find('/') + 1);
  return {"identity-provider",
          kIdentityProvider,
          {{"OpenIDConnectProviderArn", made.name}},
          desired_identity_provider(issuer, target.owner().tags()),
          {"cluster"},
          made.done};
}

std::vector<Former> things_of(const Journal& journal, const ClusterTarget& target, const Marks& role_tags) {
  std::vector<Former> things;
  for (const JournalEntry& made : journal.entries()) {
    if (made.kind == "cluster-role")
      for (Former& each : role_of(made, role_tags)) things.push_back(std::move(each));
    if (made.kind == "cluster") things.push_back(cluster_of(made, target));
    if (made.kind == "identity-provider") things.push_back(provider_of(made, target));
  }
  return things;
}

std::vector<Entry> entries_of(const Former& thing, const std::string& lineage, const Cluster& cluster,
                              const std::set<std::string>& known) {
  Entry intend;
  intend.type = Entry::Type::intend;
  intend.key = {thing.address, 1};
  intend.action = engine::Action::create;
  intend.kind = thing.kind;
  intend.connection = connection_of(cluster);
  intend.token = engine::token_of(lineage, intend.key);
  intend.desired = thing.desired;
  for (const std::string& address : thing.needs)
    if (known.contains(address)) intend.needs.push_back({address, 1});
  std::vector<Entry> entries = {intend};
  if (!thing.done) return entries;
  Entry made, applied;
  made.type = Entry::Type::made;
  applied.type = Entry::Type::applied;
  made.key = applied.key = intend.key;
  made.identity = thing.identity;
  applied.outputs = Object();
  entries.push_back(made);
  entries.push_back(applied);
  return entries;
}

base::Status write(engine::Session& session, const std::vector<Former>& things, const Cluster& cluster,
                   const std::string& lineage) {
  Entry begin;
  begin.type = Entry::Type::begin;
  begin.lineage = lineage;
  std::vector<Entry> entries = {begin};
  std::set<std::string> known;
  for (const Former& thing : things) {
    for (Entry& entry : entries_of(thing, lineage, cluster, known)) entries.push_back(std::move(entry));
    known.insert(thing.address);
  }
  return session.append(std::move(entries));
}

}  // namespace

engine::Connection connection_of(const Cluster& cluster) {
  const AccountReference& account = cluster.account;
  bool is_embedded = account.kind == AccountReference::Kind::embedded;
  return {is_embedded ? "embedded" + (account.name.empty() ? "" : "/" + account.name) : account.endpoint,
          cluster.region, json::Value()};
}

base::Status move_former_cluster(const ClusterTarget& target, engine::Keep& keep, const Platform& platform) {
  auto former = TRY(platform.files.former_cluster(target.organization, target.cluster));
  if (!former) return {};
  auto role_tags = TRY(tags_of_cluster_role(*target.cloud, target.cluster));
  std::vector<Former> things = things_of(*former, target, role_tags.value_or(target.owner().tags()));
  TRY(platform.files.set_aside(target.organization, target.cluster));
  std::string lineage = platform.random.uuid();
  engine::Who who{fmt::format("process {}", ::getpid()), "move what was remembered"};
  TRY(engine::change_any_state(keep, platform.clock, who, [&](engine::Session& session) {
    return write(session, things, target.cluster, lineage);
  }));
  return platform.files.mark_moved(target.organization, target.cluster);
}

}  // namespace platform
