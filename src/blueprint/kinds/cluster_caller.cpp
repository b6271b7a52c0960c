#include "blueprint/kinds/cluster_caller.h"

#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using engine::Answer;
using json::Object;
using json::Value;
using Status = Answer::Status;

Answer failed(const base::Error& error, Status if_unavailable) {
  std::string message = error.message + (error.hint.empty() ? "" : "; " + error.hint);
  bool is_unavailable = error.kind == base::ErrorKind::unavailable || error.kind == base::ErrorKind::timeout;
  return {is_unavailable ? if_unavailable : Status::refused, nullptr, "Failed", std::move(message)};
}

Answer refused(const char* code, std::string message) {
  return {Status::refused, nullptr, code, std::move(message)};
}

Answer read(ClusterApi& api, const Value& input) {
  auto found = api.find_service_account(text_of(input, "namespace"), text_of(input, "name"));
  if (!found) return failed(found.error(), Status::refused);
  if (!*found) return refused("NotFound", "there is no such service account");
  Object labels = to_object((*found)->labels), annotations = to_object((*found)->annotations);
  return {Status::done,
          engine::literal(Object{{"name", (*found)->name}, {"labels", labels}, {"annotations", annotations}}),
          "", ""};
}

Answer read_namespace(ClusterApi& api, const Value& input) {
  auto found = api.find_namespace(text_of(input, "name"));
  if (!found) return failed(found.error(), Status::refused);
  if (!*found) return refused("NotFound", "there is no such namespace");
  return {Status::done,
          engine::literal(Object{{"name", (*found)->name},
                                 {"labels", to_object((*found)->labels)},
                                 {"ending", (*found)->is_ending},
                                 {"heldBy", (*found)->held_by}}),
          "", ""};
}

// Whatever answer is lost, nobody knows whether it was written.
Answer written(const base::Status& status) {
  return status ? Answer{} : failed(status.error(), Status::unknown);
}

Answer put(ClusterApi& api, const Value& input) {
  return written(
      api.put_service_account({text_of(input, "namespace"), text_of(input, "name"),
                               marks_of(input.find("labels")), marks_of(input.find("annotations"))}));
}

Answer create(ClusterApi& api, const Value& input) {
  Answer there = read(api, input);
  if (there.status == Status::done) return refused("AlreadyExists", "there is one of that name");
  return there.code == "NotFound" ? put(api, input) : there;
}

Answer create_namespace(ClusterApi& api, const Value& input) {
  base::Status made = api.create_namespace({text_of(input, "name"), marks_of(input.find("labels"))});
  bool is_taken = !made && made.error().kind == base::ErrorKind::conflict;
  return is_taken ? refused("AlreadyExists", made.error().message) : written(made);
}

}  // namespace

Answer ClusterCaller::call(const engine::Call& call, const base::Deadline& deadline) {
  return call.request.api == kKubernetes ? of_kubernetes(call.request) : cloud_.call(call, deadline);
}

Answer ClusterCaller::of_kubernetes(const engine::Request& request) {
  auto found = [this] {
    std::lock_guard lock(mutex_);
    return api_();
  }();
  if (!found) return failed(found.error(), Status::refused);
  ClusterApi* api = *found;
  if (!api) return refused("NotFound", "the cluster is not there yet");
  auto input = engine::known(request.input);
  if (!input) return refused("InvalidInput", input.error().message);
  const std::string& operation = request.operation;
  if (operation == "GetNamespace") return read_namespace(*api, *input);
  if (operation == "CreateNamespace") return create_namespace(*api, *input);
  if (operation == "LabelNamespace")
    return written(api->label_namespace({text_of(*input, "name"), marks_of(input->find("labels"))}));
  if (operation == "DeleteNamespace") return written(api->remove_namespace(text_of(*input, "name")));
  if (operation == "CreateServiceAccount") return create(*api, *input);
  if (operation == "PutServiceAccount") return put(*api, *input);
  if (operation == "DeleteServiceAccount")
    return written(api->remove_service_account(text_of(*input, "namespace"), text_of(*input, "name")));
  return read(*api, *input);
}

}  // namespace blueprint
