#include "services/eks/pod_injection.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <vector>

#include "base/text.h"

namespace account::eks {
namespace {

using json::Array;
using json::Object;

constexpr std::string_view kPrefix = "eks.amazonaws.com/";
constexpr std::string_view kVolume = "aws-iam-token";
constexpr std::string_view kMountPath = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
constexpr std::string_view kDefaultAudience = "sts.amazonaws.com";
constexpr int64_t kDefaultLife_s = 86400;
constexpr int64_t kMinLife_s = 600;  // the API server's floor

// Of the service account, corrected by the pod.
struct WebIdentity {
  std::string role_arn;
  std::string audience{kDefaultAudience};
  int64_t life_s = kDefaultLife_s;
  bool regional_sts = true;  // as on EKS
};

// nullptr where there is no such text.
const std::string* annotation(const json::Value& object, std::string_view name) {
  const json::Value* metadata = object.find("metadata");
  const json::Value* annotations = metadata ? metadata->find("annotations") : nullptr;
  const json::Value* value = annotations ? annotations->find(fmt::format("{}{}", kPrefix, name)) : nullptr;
  return value && value->is_string() ? &value->as_string() : nullptr;
}

// As Go's strconv.ParseBool reads it.
std::optional<bool> flag(std::string_view text) {
  constexpr std::array kTrue = {"1", "t", "T", "TRUE", "true", "True"};
  constexpr std::array kFalse = {"0", "f", "F", "FALSE", "false", "False"};
  if (std::find(kTrue.begin(), kTrue.end(), text) != kTrue.end()) return true;
  if (std::find(kFalse.begin(), kFalse.end(), text) != kFalse.end()) return false;
  return std::nullopt;
}

// A life that is no number is passed over.
void take_life(const json::Value& object, int64_t& life_s) {
  const std::string* text = annotation(object, "token-expiration");
  auto seconds = text ? base::parse_int(*text) : std::nullopt;
  if (seconds) life_s = std::max(*seconds, kMinLife_s);
}

std::optional<WebIdentity> web_identity(const json::Value& pod, const json::Value& service_account) {
  const std::string* role = annotation(service_account, "role-arn");
  if (!role || role->empty()) return std::nullopt;
  WebIdentity identity;
  identity.role_arn = *role;
  if (const std::string* audience = annotation(service_account, "audience"); audience && !audience->empty())
    identity.audience = *audience;
  if (const std::string* regional = annotation(service_account, "sts-regional-endpoints"))
    identity.regional_sts = flag(*regional).value_or(identity.regional_sts);
  take_life(service_account, identity.life_s);
  take_life(pod, identity.life_s);
  return identity;
}

// One line of CSV (RFC 4180), with blanks around its names. nullopt: it is none.
std::optional<std::set<std::string>> csv_names(std::string_view line) {
  std::set<std::string> names;
  size_t at = 0;
  while (at <= line.size()) {
    std::string field;
    if (at < line.size() && line[at] == '"') {
      for (++at;; ++at) {
        if (at == line.size()) return std::nullopt;
        if (line[at] == '"' && (at + 1 == line.size() || line[at + 1] != '"')) break;
        if (line[at] == '"') ++at;
        field += line[at];
      }
      ++at;
      if (at < line.size() && line[at] != ',') return std::nullopt;
    } else {
      size_t end = std::min(line.find(',', at), line.size());
      field = line.substr(at, end - at);
      if (field.find('"') != std::string::npos) return std::nullopt;
      at = end;
    }
    names.emplace(base::trim(field));
    ++at;
  }
  return names;
}

std::set<std::string> skipped_containers(const json::Value& pod) {
  const std::string* line = annotation(pod, "skip-containers");
  return line ? csv_names(*line).value_or(std::set<std::string>()) : std::set<std::string>();
}

bool is_windows(const json::Value& spec) {
  const json::Value* selector = spec.find("nodeSelector");
  return selector && (selector->string_or("kubernetes.io/os", "") == "windows" ||
                      selector->string_or("beta.kubernetes.io/os", "") == "windows");
}

std::string token_file(const json::Value& spec) {
  std::string path = fmt::format("{}/token", kMountPath);
  if (!is_windows(spec)) return path;
  std::replace(path.begin(), path.end(), '/', '\\');
  return "C:" + path;
}

const Array& list_of(const json::Value& object, std::string_view member) {
  static const Array kNone;
  const json::Value* list = object.find(member);
  return list && list->is_array() ? list->as_array() : kNone;
}

bool has_named(const Array& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(),
                     [&](const json::Value& one) { return one.string_or("name", "") == name; });
}

json::Value add(std::string path, json::Value value) {
  return Object{{"op", "add"}, {"path", std::move(path)}, {"value", std::move(value)}};
}

// Appends to a list that may not be there yet.
void append_all(Array& patch, const json::Value& object, const std::string& path, std::string_view member,
                Array elements) {
  if (elements.empty()) return;
  const json::Value* list = object.find(member);
  if (!list || !list->is_array()) {
    patch.push_back(add(fmt::format("{}/{}", path, member), std::move(elements)));
    return;
  }
  for (json::Value& element : elements)
    patch.push_back(add(fmt::format("{}/{}/-", path, member), std::move(element)));
}

// Variables of one thing go in together or, if the container has any of them, not at all.
void add_variables(const Array& existing, const Array& wanted, Array& variables) {
  bool any = std::any_of(wanted.begin(), wanted.end(), [&](const json::Value& variable) {
    return has_named(existing, variable.string_or("name", ""));
  });
  if (!any) variables.insert(variables.end(), wanted.begin(), wanted.end());
}

json::Value variable(std::string_view name, std::string_view value) {
  return Object{{"name", name}, {"value", value}};
}

}  // namespace

json::Array inject_identity(const json::Value& pod, const json::Value& service_account,
                            const InjectionSettings& settings) {
  auto identity = web_identity(pod, service_account);
  const json::Value* spec = pod.find("spec");
  if (!identity || !spec) return {};
  std::vector<Array> groups;
  if (identity->regional_sts) groups.push_back({variable("AWS_STS_REGIONAL_ENDPOINTS", "regional")});
  groups.push_back(
      {variable("AWS_DEFAULT_REGION", settings.region), variable("AWS_REGION", settings.region)});
  groups.push_back({variable("AWS_ROLE_ARN", identity->role_arn),
                    variable("AWS_WEB_IDENTITY_TOKEN_FILE", token_file(*spec))});
  if (!settings.endpoint.empty()) groups.push_back({variable("AWS_ENDPOINT_URL", settings.endpoint)});

  Array patch;
  std::set<std::string> skipped = skipped_containers(pod);
  for (const char* kind : {"initContainers", "containers"}) {
    const Array& containers = list_of(*spec, kind);
    for (size_t i = 0; i < containers.size(); ++i) {
      const json::Value& container = containers[i];
      if (skipped.contains(std::string(container.string_or("name", "")))) continue;
      std::string path = fmt::format("/spec/{}/{}", kind, i);
      Array variables;
      for (const Array& group : groups) add_variables(list_of(container, "env"), group, variables);
      append_all(patch, container, path, "env", std::move(variables));
      if (has_named(list_of(container, "volumeMounts"), kVolume)) continue;
      append_all(patch, container, path, "volumeMounts",
                 {Object{{"name", kVolume}, {"readOnly", true}, {"mountPath", kMountPath}}});
    }
  }
  if (patch.empty() || has_named(list_of(*spec, "volumes"), kVolume)) return patch;
  Object source{{"audience", identity->audience}, {"expirationSeconds", identity->life_s}, {"path", "token"}};
  Object projected{{"sources", Array{Object{{"serviceAccountToken", std::move(source)}}}}};
  append_all(patch, *spec, "/spec", "volumes",
             {Object{{"name", kVolume}, {"projected", std::move(projected)}}});
  return patch;
}

}  // namespace account::eks
