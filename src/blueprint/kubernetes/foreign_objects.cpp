#include "blueprint/kubernetes/foreign_objects.h"

#include <fmt/core.h>

#include "kube/object.h"

namespace blueprint {
namespace {

struct Kind {
  const char* api_version;
  const char* name;
};
constexpr Kind kKinds[] = {{"apps/v1", "Deployment"}, {"apps/v1", "StatefulSet"},
                           {"apps/v1", "DaemonSet"},  {"batch/v1", "Job"},
                           {"batch/v1", "CronJob"},   {"v1", "Pod"},
                           {"v1", "Service"},         {"v1", "ConfigMap"},
                           {"v1", "Secret"},          {"v1", "PersistentVolumeClaim"}};

bool counts(const json::Value& object) {
  return kube::array_at(object, {"metadata", "ownerReferences"}).empty() &&
         kube::name_of(object) != "kube-root-ca.crt";
}

}  // namespace

base::Result<std::vector<std::string>> foreign_objects(kube::Client& client,
                                                       const std::string& namespace_name,
                                                       const base::Deadline& deadline) {
  std::vector<std::string> found;
  for (const Kind& kind : kKinds) {
    kube::Target all{kind.api_version, kind.name, namespace_name, ""};
    auto list = client.list(all, {.labels = "app.kubernetes.io/managed-by!=slipway"}, deadline);
    if (!list && list.error().kind == base::ErrorKind::denied) continue;
    if (!list) return tl::unexpected(list.error());
    for (const json::Value& each : list->items) {
      if (counts(each)) found.push_back(fmt::format("{} {}", kind.name, kube::name_of(each)));
    }
  }
  return found;
}

}  // namespace blueprint
