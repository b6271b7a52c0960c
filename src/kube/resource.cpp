#include "kube/resource.h"

#include <array>

#include "base/encoding.h"
#include "kube/object.h"

namespace kube {
namespace {

struct Row {
  const char* api_version;
  const char* kind;
  const char* plural;
  bool namespaced;
};

constexpr std::array kKnown = {
    Row{"v1", "Namespace", "namespaces", false},
    Row{"v1", "Node", "nodes", false},
    Row{"v1", "Pod", "pods", true},
    Row{"v1", "Event", "events", true},
    Row{"v1", "Secret", "secrets", true},
    Row{"v1", "ConfigMap", "configmaps", true},
    Row{"v1", "Service", "services", true},
    Row{"v1", "ServiceAccount", "serviceaccounts", true},
    Row{"apps/v1", "Deployment", "deployments", true},
    Row{"apps/v1", "ReplicaSet", "replicasets", true},
    Row{"batch/v1", "Job", "jobs", true},
    Row{"batch/v1", "CronJob", "cronjobs", true},
    Row{"rbac.authorization.k8s.io/v1", "Role", "roles", true},
    Row{"rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", true},
    Row{"rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", false},
    Row{"rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", false},
    Row{"authorization.k8s.io/v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false},
    Row{"authentication.k8s.io/v1", "SelfSubjectReview", "selfsubjectreviews", false},
};

// RFC 3986 knows `.` and `..` as ways to other paths, however they are encoded.
base::Status check_segment(const std::string& text) {
  if (text != "." && text != ".." && text.find('/') == std::string::npos) return {};
  return base::fail(base::ErrorKind::invalid, "`{}` cannot be the name of an object", text);
}

}  // namespace

Target target_of(const json::Value& object) {
  return {text_at(object, {"apiVersion"}), text_at(object, {"kind"}), namespace_of(object), name_of(object)};
}

std::optional<Resource> known_resource(const std::string& api_version, const std::string& kind) {
  for (const Row& row : kKnown) {
    if (api_version == row.api_version && kind == row.kind)
      return Resource{row.api_version, row.kind, row.plural, row.namespaced};
  }
  return std::nullopt;
}

std::string api_path(const std::string& api_version) {
  bool is_core = api_version.find('/') == std::string::npos;
  return (is_core ? "/api/" : "/apis/") + base::percent_encode(api_version, true);
}

base::Result<std::string> resource_path(const Resource& resource, const Target& target) {
  std::string path = api_path(resource.api_version);
  if (resource.namespaced && !target.namespace_name.empty()) {
    TRY(check_segment(target.namespace_name));
    path += "/namespaces/" + base::percent_encode(target.namespace_name);
  }
  path += "/" + base::percent_encode(resource.plural);
  if (target.name.empty()) return path;
  TRY(check_segment(target.name));
  if (resource.namespaced && target.namespace_name.empty())
    return base::fail(base::ErrorKind::invalid, "the namespace of {} is not given", describe(target));
  path += "/" + base::percent_encode(target.name);
  if (!target.subresource.empty()) path += "/" + base::percent_encode(target.subresource);
  return path;
}

std::string describe(const Target& target) {
  std::string text = target.kind;
  if (!target.name.empty()) text += " `" + target.name + "`";
  if (!target.namespace_name.empty()) text += " in namespace `" + target.namespace_name + "`";
  if (!target.subresource.empty()) text = target.subresource + " of " + text;
  return text;
}

}  // namespace kube
