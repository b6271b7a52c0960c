#include "platform/resources/former.h"

#include <set>

#include "blueprint/cluster/role.h"
#include "blueprint/kinds/kinds.h"

namespace platform {
namespace {

using engine::Entry;
using json::Object;

std::vector<Entry> entries_of(const Former& thing, const std::string& lineage,
                              const blueprint::Cluster& cluster, const std::set<std::string>& known) {
  Entry intend;
  intend.type = Entry::Type::intend;
  intend.key = {thing.address, 1};
  intend.action = engine::Action::create;
  intend.kind = thing.kind;
  intend.connection = blueprint::connection_of(cluster);
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

// What is known already was written by a move that was killed, or by one of other things.
base::Status write(engine::Session& session, const std::vector<Former>& things,
                   const blueprint::Cluster& cluster, const std::string& lineage) {
  std::vector<Entry> entries;
  if (session.state.lineage.empty()) {
    Entry begin;
    begin.type = Entry::Type::begin;
    begin.lineage = lineage;
    entries.push_back(begin);
  }
  std::string token_lineage = session.state.lineage.empty() ? lineage : session.state.lineage;
  std::set<std::string> known;
  for (const Former& thing : things) {
    if (!session.state.newest(thing.address))
      for (Entry& entry : entries_of(thing, token_lineage, cluster, known))
        entries.push_back(std::move(entry));
    known.insert(thing.address);
  }
  return entries.empty() ? base::Status() : session.append(std::move(entries));
}

}  // namespace

std::vector<Former> former_role(const std::string& address, const JournalEntry& made,
                                const blueprint::Marks& tags) {
  std::vector<Former> things = {{address,
                                 blueprint::kRole,
                                 {{"RoleName", made.name}},
                                 {{"name", made.name}, {"tags", blueprint::to_object(tags)}},
                                 {},
                                 made.done}};
  for (const std::string& arn : made.policies)
    things.push_back({blueprint::policy_address(address, arn),
                      blueprint::kRolePolicy,
                      {{"RoleName", made.name}, {"PolicyArn", arn}},
                      blueprint::desired_role_policy(made.name, arn),
                      {address},
                      made.done});
  return things;
}

base::Status write_former(const std::vector<Former>& things, const blueprint::Cluster& cluster,
                          engine::HeldLease& lock, const Platform& platform) {
  std::string lineage = platform.random.uuid();
  return lock.change([&](engine::Session& session) { return write(session, things, cluster, lineage); });
}

}  // namespace platform
