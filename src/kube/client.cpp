#include "kube/client.h"

#include "kube/object.h"
#include "kube/status.h"
#include "net/network_transport.h"

namespace kube {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;

constexpr int kPage = 500;
constexpr int kListTries = 3;

std::string_view propagation_name(Propagation propagation) {
  switch (propagation) {
    case Propagation::foreground:
      return "Foreground";
    case Propagation::orphan:
      return "Orphan";
    case Propagation::background:
      break;
  }
  return "Background";
}

Request request_for(std::string method, std::string_view verb, const Target& target, std::string path) {
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  request.what = fmt::format("{} {}", verb, describe(target));
  request.repeatable = request.method != "POST";
  return request;
}

}  // namespace

Client::Client(Access access, const base::Clock& clock, Patience patience,
               std::shared_ptr<net::Transport> transport)
    : rest_(std::move(access), clock, transport ? std::move(transport) : net::network_transport(), patience) {
}

base::Result<std::string> Client::path_of(const Target& target, const Deadline& deadline) {
  Resource resource = TRY(discover(target.api_version, target.kind, deadline));
  return resource_path(resource, target);
}

base::Result<json::Value> Client::get(const Target& target, const Deadline& deadline) {
  std::string path = TRY(path_of(target, deadline));
  return rest_.call(request_for("GET", "read", target, path), deadline);
}

base::Result<std::optional<json::Value>> Client::find(const Target& target, const Deadline& deadline) {
  std::string path = TRY(path_of(target, deadline));
  Request request = request_for("GET", "read", target, path);
  Answer answer = TRY(rest_.send(request, deadline));
  if (answer.status == 404) return std::optional<json::Value>();
  if (!answer.is_success()) return tl::unexpected(rest_.error_of(request, answer));
  return std::optional(std::move(answer.body));
}

base::Result<List> Client::list(const Target& target, const Selection& selection, const Deadline& deadline) {
  for (int tries = 0; tries < kListTries; ++tries) {
    std::optional<List> list = TRY(list_pages(target, selection, deadline));
    if (list) return std::move(*list);
  }
  return fail(ErrorKind::unavailable, "cluster `{}` forgets the pages of a list faster than they can be read",
              access().cluster);
}

// nullopt: a page was asked for too late (410 Gone).
base::Result<std::optional<List>> Client::list_pages(const Target& target, const Selection& selection,
                                                     const Deadline& deadline) {
  std::string path = TRY(path_of(target, deadline));
  List list;
  std::string next;
  do {
    std::vector<std::pair<std::string, std::string>> parameters = {{"limit", std::to_string(kPage)}};
    if (!selection.labels.empty()) parameters.emplace_back("labelSelector", selection.labels);
    if (!selection.fields.empty()) parameters.emplace_back("fieldSelector", selection.fields);
    if (!next.empty()) parameters.emplace_back("continue", next);
    Request request = request_for("GET", "list", target, path);
    request.query = query_of(parameters);
    Answer answer = TRY(rest_.send(request, deadline));
    if (answer.status == 410 && !next.empty()) return std::optional<List>();
    if (!answer.is_success()) return tl::unexpected(rest_.error_of(request, answer));
    for (const json::Value& item : array_at(answer.body, {"items"})) {
      // Items of a list do not say what they are.
      json::Value object = item;
      if (!object.is_object()) continue;
      object.as_object().set("apiVersion", target.api_version);
      object.as_object().set("kind", target.kind);
      list.items.push_back(std::move(object));
    }
    list.resource_version = text_at(answer.body, {"metadata", "resourceVersion"});
    next = text_at(answer.body, {"metadata", "continue"});
  } while (!next.empty());
  return std::optional(std::move(list));
}

base::Result<json::Value> Client::create(const Target& target, const json::Value& object,
                                         const Deadline& deadline) {
  Target place = target;
  if (place.subresource.empty()) place.name.clear();
  std::string path = TRY(path_of(place, deadline));
  Request request = request_for("POST", "create", target, path);
  request.body = json::dump(object);
  return rest_.call(request, deadline);
}

base::Result<json::Value> Client::replace(const Target& target, const json::Value& object,
                                          const Deadline& deadline) {
  std::string path = TRY(path_of(target, deadline));
  Request request = request_for("PUT", "replace", target, path);
  request.body = json::dump(object);
  return rest_.call(request, deadline);
}

base::Result<json::Value> Client::apply(const json::Value& object, const Apply& how,
                                        const Deadline& deadline) {
  Target target = target_of(object);
  std::string path = TRY(path_of(target, deadline));
  Request request = request_for("PATCH", "apply", target, path);
  request.content_type = "application/apply-patch+yaml";  // of which JSON is a part
  request.query = query_of({{"fieldManager", how.field_manager}, {"force", how.force ? "true" : "false"}});
  request.body = json::dump(object);
  return rest_.call(request, deadline);
}

base::Result<json::Value> Client::patch(const Target& target, PatchType type, const json::Value& change,
                                        const Deadline& deadline) {
  std::string path = TRY(path_of(target, deadline));
  Request request = request_for("PATCH", "patch", target, path);
  request.content_type =
      type == PatchType::merge ? "application/merge-patch+json" : "application/json-patch+json";
  request.repeatable = type == PatchType::merge;  // a JSON patch may add to a list
  request.body = json::dump(change);
  return rest_.call(request, deadline);
}

base::Status Client::remove(const Target& target, const Removal& how, const Deadline& deadline) {
  std::string path = TRY(path_of(target, deadline));
  json::Object options{{"apiVersion", "v1"},
                       {"kind", "DeleteOptions"},
                       {"propagationPolicy", propagation_name(how.propagation)}};
  if (how.grace_s) options.append({"gracePeriodSeconds", *how.grace_s});
  if (!how.uid.empty()) options.append({"preconditions", json::Object{{"uid", how.uid}}});
  Request request = request_for("DELETE", "remove", target, path);
  request.body = json::dump(options);
  Answer answer = TRY(rest_.send(request, deadline));
  if (answer.is_success() || answer.status == 404) return {};
  return tl::unexpected(rest_.error_of(request, answer));
}

base::Result<Resource> Client::discover(const std::string& api_version, const std::string& kind,
                                        const Deadline& deadline) {
  if (auto known = known_resource(api_version, kind)) return *known;
  std::string key = api_version + " " + kind;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = discovered_.find(key);
    if (found != discovered_.end()) return found->second;
  }
  Request request;
  request.path = api_path(api_version);
  request.repeatable = true;
  request.what = fmt::format("say what kinds there are in `{}`", api_version);
  Answer answer = TRY(rest_.send(request, deadline));
  if (!answer.is_success() && answer.status != 404) return tl::unexpected(rest_.error_of(request, answer));
  for (const json::Value& each : array_at(answer.body, {"resources"})) {
    std::string name = text_at(each, {"name"});
    if (text_at(each, {"kind"}) != kind || name.find('/') != std::string::npos) continue;
    Resource resource{api_version, kind, name, bool_at(each, {"namespaced"})};
    std::lock_guard<std::mutex> lock(mutex_);
    discovered_[key] = resource;
    return resource;
  }
  return tl::unexpected(base::Error{
      ErrorKind::not_found,
      fmt::format("cluster `{}` has no kind `{}` in `{}`", access().cluster, kind, api_version),
      "is its custom resource definition installed? `kubectl api-resources` lists what there is"});
}

}  // namespace kube
