// Where the objects of a kind are in the API (Kubernetes, "API Concepts": resource URIs).
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace kube {

struct Resource {
  std::string api_version;  // v1, apps/v1
  std::string kind;         // Deployment
  std::string plural;       // deployments
  bool namespaced = true;
};

// One object, or all of a kind (of a namespace) if there is no name.
struct Target {
  std::string api_version;
  std::string kind;
  std::string namespace_name = "";
  std::string name = "";
  std::string subresource = "";  // status, scale, token, eviction, ...
};

// The kind, namespace and name that an object has in itself.
Target target_of(const json::Value& object);

// Kinds that Slipway uses; others are asked of the API server (Client::discover).
std::optional<Resource> known_resource(const std::string& api_version, const std::string& kind);

// /api/v1 or /apis/GROUP/VERSION
std::string api_path(const std::string& api_version);
// The path of the target; a target without a namespace is all namespaces. invalid: a name that would lead elsewhere.
base::Result<std::string> resource_path(const Resource& resource, const Target& target);

// For messages: deployments `app` in namespace `z1`.
std::string describe(const Target& target);

}  // namespace kube
