#include "platform/load/names.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/file.h"
#include "base/regions.h"
#include "base/text.h"
#include "base/yaml.h"
#include "platform/load/described.h"
#include "platform/load/load.h"
#include "platform/load/schema.h"

namespace platform {
namespace {

using json::Value;

// Projects and environments may have any other members, and these are not looked at.
Value schema_of_names() {
  Value schema = *json::parse(schema_text());
  json::Object& definitions = schema.as_object().find("$defs")->as_object();
  const std::pair<const char*, const char*> needed[] = {{"project", "environments"},
                                                        {"environment", "cluster"}};
  for (const auto& [definition, member] : needed) {
    json::Object& object = definitions.find(definition)->as_object();
    Value rules = *object.find("properties")->find(member);
    object.set("additionalProperties", true);
    object.set("required", json::Array{member});
    object.set("properties", json::Object{{member, std::move(rules)}});
  }
  return schema;
}

void load_kubernetes(const Value& value, blueprint::Cluster& cluster, base::Diagnostics& diagnostics) {
  const Value* local = value.find("kubernetes");
  const Value* kubeconfig = value.find("kubeconfig");
  if (local || kubeconfig) cluster.runtime = blueprint::kKubernetes;
  cluster.kubeconfig = value.string_or("kubeconfig", "");
  cluster.context = value.string_or("context", "");
  if (local && kubeconfig) {
    diagnostics.error("two-clusters", kubeconfig->span,
                      "the cluster has both `kubernetes` and `kubeconfig`, expected one of them",
                      "`kubernetes: local` runs on this machine; `kubeconfig` names one that there is");
  }
  const Value* runtime = value.find("runtime");
  if (runtime && cluster.runtime == blueprint::kKubernetes) {
    diagnostics.error("runtime-of-kubernetes", runtime->span,
                      "`runtime` is for clusters without `kubernetes` and `kubeconfig`");
  }
  const Value* context = value.find("context");
  if (context && !kubeconfig) {
    diagnostics.error("missing-key", context->span, "`context` needs `kubeconfig`, the file that has it");
  }
}

// Of a name that has the form of one; the schema has said what is wrong with others.
void check_region(const Value& cluster, base::Diagnostics& diagnostics) {
  const Value* region = cluster.find("region");
  if (!region || !region->is_string()) return;
  const std::string& name = region->as_string();
  bool has_form = name.find('-') != std::string::npos && name.back() >= '0' && name.back() <= '9';
  std::vector<std::string> known(base::kRegions.begin(), base::kRegions.end());
  known.insert(known.end(), base::kRegionsElsewhere.begin(), base::kRegionsElsewhere.end());
  if (!has_form || std::find(known.begin(), known.end(), name) != known.end()) return;
  auto meant = base::did_you_mean(name, known);
  diagnostics.error("unknown-region", region->span, fmt::format("AWS has no region `{}` with EKS", name),
                    meant ? fmt::format("did you mean `{}`?", *meant) : "such as `eu-west-3`");
}

}  // namespace

const json::Object& object_at(const Value& value, std::string_view name) {
  static const json::Object kNone;
  const Value* member = value.find(name);
  return member && member->is_object() ? member->as_object() : kNone;
}

std::vector<blueprint::Cluster> load_clusters(const Value& document, base::Diagnostics& diagnostics) {
  std::vector<blueprint::Cluster> clusters;
  for (const json::Member& member : object_at(document, "clusters")) {
    blueprint::Cluster cluster;
    cluster.name = member.name;
    cluster.region = member.value.string_or("region", "");
    cluster.runtime = member.value.string_or("runtime", "auto");
    if (const Value* account = member.value.find("account"); account && account->is_object()) {
      if (account->find("embedded") && account->find("endpoint")) {
        diagnostics.error("ambiguous-account", account->span,
                          "`account` has both `embedded` and `endpoint`, expected one of them");
      }
      cluster.account = blueprint::AccountReference::from_json(*account);
    }
    load_kubernetes(member.value, cluster, diagnostics);
    check_region(member.value, diagnostics);
    cluster.desired = load_described(member, std::string(document.string_or("organization", "")));
    clusters.push_back(std::move(cluster));
  }
  return clusters;
}

blueprint::Cluster find_cluster(const Value* name, const std::vector<blueprint::Cluster>& clusters,
                                base::Diagnostics& diagnostics) {
  if (!name || !name->is_string()) return {};
  std::vector<std::string> names;
  for (const blueprint::Cluster& cluster : clusters) {
    if (cluster.name == name->as_string()) return cluster;
    names.push_back(cluster.name);
  }
  auto meant = base::did_you_mean(name->as_string(), names);
  diagnostics.error("unknown-cluster", name->span,
                    fmt::format("there is no cluster `{}` in `clusters`", name->as_string()),
                    meant ? fmt::format("did you mean `{}`?", *meant)
                          : fmt::format("there is: {}", base::join(names, ", ")));
  return {};
}

void check_projects(const Value& document, const Configuration& configuration,
                    base::Diagnostics& diagnostics) {
  if (!document.is_object() || document.find("projects")) return;
  const std::vector<blueprint::Cluster>& clusters = configuration.clusters;
  bool describes_one = std::any_of(clusters.begin(), clusters.end(),
                                   [](const blueprint::Cluster& cluster) { return cluster.is_described(); });
  if (!describes_one) diagnostics.error("missing-key", document.span, "the file lacks `projects`");
}

void check_unique(const json::Object& named, std::string_view kind, base::Diagnostics& diagnostics) {
  std::map<std::string, const json::Member*> seen;
  for (const json::Member& member : named) {
    std::string slug = base::slug(member.name, member.name.size());
    if (slug.empty()) continue;
    auto [first, is_new] = seen.emplace(slug, &member);
    if (is_new) continue;
    diagnostics.error(
        "duplicate-name", member.name_span,
        fmt::format("{} `{}` is too like {} `{}` (line {}): both are `{}` where names are "
                    "lower case",
                    kind, member.name, kind, first->second->name, first->second->name_span.line, slug));
  }
}

std::optional<Configuration> load_names(std::string_view text, base::Diagnostics& diagnostics) {
  auto document = yaml::parse(text, diagnostics);
  if (!document) return std::nullopt;
  static const Value kSchema = schema_of_names();
  check_against_schema(*document, kSchema, diagnostics);
  Configuration result;
  result.organization = document->string_or("organization", "");
  result.clusters = load_clusters(*document, diagnostics);
  check_projects(*document, result, diagnostics);
  const json::Object& projects = object_at(*document, "projects");
  check_unique(projects, "project", diagnostics);
  for (const json::Member& project : projects) {
    const json::Object& environments = object_at(project.value, "environments");
    check_unique(environments, "environment", diagnostics);
    for (const json::Member& member : environments) {
      Environment environment;
      environment.project = project.name;
      environment.name = member.name;
      environment.cluster = find_cluster(member.value.find("cluster"), result.clusters, diagnostics);
      result.environments.push_back(std::move(environment));
    }
  }
  if (diagnostics.has_errors()) return std::nullopt;
  return result;
}

// A pipe can be read but once, and is looked into more often: for where states are kept, and for what is asked.
base::Result<std::string> text_of_file(const std::string& path, size_t max_bytes) {
  static std::map<std::string, std::string> read_once;
  if (auto known = read_once.find(path); known != read_once.end()) return known->second;
  auto text = base::read_file(path, max_bytes);
  std::error_code ignored;
  if (text && !std::filesystem::is_regular_file(path, ignored)) read_once.emplace(path, *text);
  if (text) return text;
  base::Error error = text.error();
  error.kind = base::ErrorKind::invalid;  // the file that was named is wrong input, whatever is wrong with it
  return tl::unexpected(error);
}

base::Result<Configuration> read_configuration(const std::string& path, const ReadText& read) {
  return read_text(path, TRY(text_of_file(path)), read);
}

base::Result<Configuration> read_text(const std::string& path, const std::string& text,
                                      const ReadText& read) {
  if (text.size() > kMaxFile)
    return base::fail(base::ErrorKind::invalid, "`{}` is larger than {} bytes", path, kMaxFile);
  base::Diagnostics diagnostics(path, text);
  auto result = read(text, diagnostics);
  if (result) return *result;
  std::string message = diagnostics.render();
  if (message.ends_with('\n')) message.pop_back();
  return base::fail(base::ErrorKind::invalid, "{}", message);
}

base::Result<Configuration> load_names_of_file(const std::string& path) {
  return read_configuration(path, load_names);
}

}  // namespace platform
