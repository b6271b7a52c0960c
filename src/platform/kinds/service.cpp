// What a service runs: instances, a schedule, or a job's run. All of what it is made of is compared by digests, so no
// value of a variable stands in a plan or a state.
#include "platform/kinds/kinds.h"

namespace platform {
namespace {

using engine::Reading;
using engine::Subject;
using json::Value;

// What runs is as it is specified where all of it is right: then what it was made with is what it would be made with.
Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  reading.is_there = true;
  reading.identity = name_in_namespace(subject);
  if (text_of(output, "status") == "UNDER WAY") {
    reading.condition = Reading::Condition::pending;
    return reading;
  }
  int64_t right = output.int_or("right", 0);
  bool is_right = right == output.int_or("total", 0) && right > 0 && output.bool_or("whole", false);
  const Value* specification = output.find("specification");
  reading.members = {{"namespace", text_of(subject.desired, "namespace")},
                     {"name", text_of(subject.desired, "name")},
                     {"type", text_of(output.find("type") ? output : subject.desired, "type")},
                     {"runtime", text_of(output.find("type") ? output : subject.desired, "runtime")},
                     {"specification", is_right && specification ? *specification : Value("")},
                     {"instances", right},
                     {"total", output.int_or("total", 0)},
                     {"failed", output.bool_or("failed", false)}};
  if (const Value* after = output.find("after")) reading.members.append({"after", *after});
  if (text_of(output, "type") == "job") reading.outputs = {{"Left", text_of(output, "left")}};
  return reading;
}

}  // namespace

engine::ResourceKind service_kind() {
  engine::ResourceKind kind = runtime_kind(
      kService, "Service", [](const Subject& subject) { return Value(name_in_namespace(subject)); });
  kind.why = "what a service runs";
  kind.name_from = {"namespace", "name"};
  kind.in_place = {"type", "runtime", "specification", "after", "instances"};
  kind.restarting = {"type", "runtime", "specification", "after"};
  kind.varying = {"Left"};
  kind.creating = kind.changing = kind.removing = std::chrono::seconds(0);  // looked at again and again
  kind.patience = std::chrono::hours(24 * 365);  // each has a time limit of its own
  kind.identity_of = [](const Value&, const Subject& subject) { return name_in_namespace(subject); };
  kind.reading = read;
  return kind;
}

}  // namespace platform
