// https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using engine::Reading;
using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Request request(std::string operation, const Subject& subject) {
  return {kKubernetes, std::move(operation), name_of(subject)};
}

Request create(const Subject& subject) {
  Request creating = request("CreateNamespace", subject);
  creating.input.as_object().append({"labels", *subject.desired.find("labels")});
  return creating;
}

base::Result<std::vector<Request>> mark(const Value& output, const Subject& subject) {
  std::string name = text_of(output, "name");
  TRY(check_unmarked(fmt::format("namespace `{}`", name), marks_of(output.find("labels")),
                     marks_of(subject.desired.find("labels"))));
  Request labelling = request("LabelNamespace", subject);
  labelling.input.as_object().append({"labels", *subject.desired.find("labels")});
  return std::vector{std::move(labelling)};
}

// Others' labels beside ours, and an id that it has from before its state was lost, are no difference.
Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  Marks labels = marks_of(output.find("labels"));
  reading.is_ours = judge(labels, marks_of(subject.desired.find("labels"))) == Ownership::ours;
  reading.is_there = subject.identity.is_null() || reading.is_ours;
  if (!reading.is_ours) reading.note = "it has no labels of Slipway";
  reading.identity = Object{{"name", text_of(output, "name")}};
  reading.members = {{"name", text_of(output, "name")}};
  if (!output.bool_or("ending", false)) return reading;
  reading.condition = Reading::Condition::ending;
  if (std::string held_by = text_of(output, "heldBy"); reading.is_ours && !held_by.empty())
    reading.note = "still there: " + held_by;
  return reading;
}

}  // namespace

engine::ResourceKind namespace_kind() {
  engine::ResourceKind kind;
  kind.name = kNamespace;
  kind.why = "what an environment's services are in";
  kind.name_from = {"name"};
  kind.foreign = {{"labels", "whoever labels it"}};  // set when it is made
  kind.absent = {"NotFound"};
  kind.taken = {"AlreadyExists"};
  kind.patience = std::chrono::minutes(2);
  kind.creating_calls = {{kKubernetes, "CreateNamespace"}};
  kind.removing_calls = {{kKubernetes, "DeleteNamespace"}};
  kind.create = create;
  kind.mark = mark;
  kind.find = kind.read = [](const Subject& subject) { return request("GetNamespace", subject); };
  kind.change = [](const Subject&, const std::vector<std::string>&) { return std::vector<Request>(); };
  kind.remove = [](const Subject& subject) { return request("DeleteNamespace", subject); };
  kind.identity_of = [](const Value&, const Subject& subject) { return name_of(subject); };
  kind.reading = read;
  return kind;
}

Object desired_namespace(const std::string& name, const Marks& labels) {
  return {{"name", name}, {"labels", to_object(labels)}};
}

}  // namespace blueprint
