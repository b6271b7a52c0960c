#include "platform/command/restoring.h"

#include "base/text.h"
#include "blueprint/trust/ownership.h"
#include "engine/journal/state_json.h"

namespace platform {
namespace {

// What the marks of a thing say, or would say.
struct Whose {
  std::string organization, project, environment;
  std::string cluster;  // REGION/NAME, of what is a cluster's own

  std::string text() const {
    if (!environment.empty()) return fmt::format("environment {}/{}/{}", organization, project, environment);
    size_t slash = cluster.find('/');
    return fmt::format("cluster {}/{}@{}", organization, cluster.substr(slash + 1), cluster.substr(0, slash));
  }
  bool operator==(const Whose&) const = default;
};

Whose whose(const blueprint::Marks& marks) {
  auto value = [&](const char* name) {
    for (const char* prefix : {"slipway:", "slipway.io/"})
      if (auto at = marks.find(std::string(prefix) + name); at != marks.end()) return at->second;
    return std::string();
  };
  Whose found{value("organization"), value("project"), value("environment"), ""};
  if (found.environment.empty()) found.cluster = value("cluster");
  return found;
}

Whose whose(const KnownState& known) {
  if (known.environment)
    return {base::slug(known.organization, 63), base::slug(known.environment->project, 63),
            base::slug(known.environment->name, 63), ""};
  return {base::slug(known.organization, 63), "", "", known.region + "/" + known.cluster};
}

// Of a role that environments share only the cluster is told, and it stands in the state of each.
bool tells(const Whose& found, const KnownState& known) {
  if (found.organization.empty()) return false;
  return !found.environment.empty() || (!found.cluster.empty() && !known.environment);
}

}  // namespace

base::Status check_belongs(const KnownState& known, const std::string& copy) {
  auto read = engine::parse_state(copy);
  if (!read) return {};  // which whoever puts it there says
  const engine::State& state = *read;
  Whose wanted = whose(known);
  bool has_own_cluster = false;
  for (const auto& [key, record] : state.records) {
    has_own_cluster = has_own_cluster || key.address.starts_with("network/") || key.address == "cluster";
    for (const json::Value* value : {&record.applied, record.open ? &record.open->desired : &record.applied})
      for (const char* member : {"tags", "labels"}) {
        Whose found = whose(blueprint::marks_of(value->find(member)));
        if (!tells(found, known) || found == wanted) continue;
        return tl::unexpected(
            base::Error{base::ErrorKind::conflict,
                        fmt::format("that is a copy of the state of {}, and this is that of {}", found.text(),
                                    wanted.text()),
                        fmt::format("choose a copy of this one: slipway state versions {}", known.name)});
      }
  }
  if (!has_own_cluster || !known.environment) return {};
  return tl::unexpected(base::Error{
      base::ErrorKind::conflict,
      fmt::format("that is a copy of the state of a cluster, and this is that of {}", wanted.text()),
      fmt::format("choose a copy of this one: slipway state versions {}", known.name)});
}

}  // namespace platform
