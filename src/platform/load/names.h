// What is where in slipway.yaml: the organization, its clusters, and the environments by name. Commands that
// need no more than this (`down`, `cluster`) read no more, so that a service that cannot be deployed, for a
// mistake in it or a variable that this shell lacks, can still be removed.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/json.h"
#include "base/result.h"
#include "platform/desired/configuration.h"

namespace platform {

// nullopt if there was an error, which is then in `diagnostics`. The environments have a project, a name and
// a cluster; what else stands in them is not looked at.
std::optional<Configuration> load_names(std::string_view text, base::Diagnostics& diagnostics);

// The same from a file. ErrorKind::invalid: the message is the rendered findings.
base::Result<Configuration> load_names_of_file(const std::string& path);

// The parts, for load.cpp, which reads the whole. What does not fit the schema is passed over: its check has
// reported that already.
std::vector<blueprint::Cluster> load_clusters(const json::Value& document, base::Diagnostics& diagnostics);
blueprint::Cluster find_cluster(const json::Value* name, const std::vector<blueprint::Cluster>& clusters,
                                base::Diagnostics& diagnostics);
// A file without projects describes a cluster at least; else it asks for nothing.
void check_projects(const json::Value& document, const Configuration& configuration,
                    base::Diagnostics& diagnostics);
// Two names that differ only in what a slug leaves out would share a namespace's suffix, a role or a host name.
void check_unique(const json::Object& named, std::string_view kind, base::Diagnostics& diagnostics);
// A member that is an object; else an empty one.
const json::Object& object_at(const json::Value& value, std::string_view name);

using ReadText = std::function<std::optional<Configuration>(std::string_view, base::Diagnostics&)>;
base::Result<Configuration> read_configuration(const std::string& path, const ReadText& read);
base::Result<Configuration> read_text(const std::string& path, const std::string& text, const ReadText& read);

}  // namespace platform
