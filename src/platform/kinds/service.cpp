// What a service runs: instances, a schedule, or a job's run. A runtime tells of what runs only whether it is as the
// file wants it, or as it was deployed last: then its members are those that are wanted, or those that were last
// applied.
#include <algorithm>

#include "platform/kinds/kinds.h"

namespace platform {
namespace {

using engine::Reading;
using engine::Subject;
using json::Value;

// Whether the file asks for something else than what was last applied.
bool is_wanted_otherwise(const Value& wanted, const Subject& subject) {
  if (!wanted.is_object()) return false;
  const json::Object& members = wanted.as_object();
  return std::any_of(members.begin(), members.end(), [&](const json::Member& member) {
    const Value* applied = subject.desired.find(member.name);
    return !applied || *applied != member.value;
  });
}

// What is wrong with what runs, besides how much of it there is.
std::string_view deployment_of(const Value& output, bool is_wanted_otherwise) {
  bool has_instances = output.string_or("type", "service") == "service";
  if (output.int_or("total", 0) == 0 && !has_instances) return "not there";
  if (!output.bool_or("whole", false)) return "broken off";
  if (output.bool_or("failed", false)) return "failed";
  if (output.int_or("altered", 0) > 0) return "altered by hand";
  return output.int_or("former", 0) > 0 && !is_wanted_otherwise ? "outdated" : "complete";
}

Reading read(const Value& output, const Subject& subject) {
  Reading reading;
  reading.is_there = true;
  reading.identity = blueprint::name_in_namespace(subject);
  if (blueprint::text_of(output, "status") == "UNDER WAY") {
    reading.condition = Reading::Condition::pending;
    return reading;
  }
  int64_t right = output.int_or("right", 0), total = output.int_or("total", 0);
  bool is_right = right == total && right > 0 && output.bool_or("whole", false);
  const Value* known = output.find("wanted");
  Value wanted = known ? *known : json::Object();
  std::string_view deployment =
      is_right ? "complete" : deployment_of(output, is_wanted_otherwise(wanted, subject));
  reading.members = {
      {"namespace", blueprint::text_of(subject.desired, "namespace")},
      {"name", blueprint::text_of(subject.desired, "name")},
      {"type", blueprint::text_of(output.find("type") ? output : subject.desired, "type")},
      {"runtime", blueprint::text_of(output.find("type") ? output : subject.desired, "runtime")},
      {"deployment", deployment},
      {"instances", right + output.int_or("former", 0)},
      {"right", right},
      {"total", total},
      {"failed", output.bool_or("failed", false)}};
  for (json::Member& member : wanted.as_object())
    if (is_right) reading.members.append(std::move(member));
  if (const Value* after = output.find("after")) reading.members.append({"after", *after});
  if (blueprint::text_of(output, "type") == "job")
    reading.outputs = {{"Left", blueprint::text_of(output, "left")}};
  return reading;
}

}  // namespace

engine::ResourceKind service_kind() {
  engine::ResourceKind kind = runtime_kind(kService, "Service", [](const Subject& subject) {
    return Value(blueprint::name_in_namespace(subject));
  });
  kind.why = "what a service runs";
  kind.name_from = {"namespace", "name"};
  kind.restarting = {"type",         "runtime",   "image",      "entrypoint", "command",
                     "memory_bytes", "variables", "files",      "after",      "service_account",
                     "token_life_s", "workload",  "deployment", "schedule"};
  kind.in_place = kind.restarting;
  kind.in_place.emplace_back("instances");
  kind.varying = {"Left"};
  kind.creating = kind.changing = kind.removing = std::chrono::seconds(0);  // looked at again and again
  kind.patience = std::chrono::hours(24 * 365);  // each has a time limit of its own
  kind.identity_of = [](const Value&, const Subject& subject) {
    return blueprint::name_in_namespace(subject);
  };
  kind.reading = read;
  kind.unmarkable =
      "what runs is started anew, not taken over: end what has its name, and `slipway up` starts it";
  return kind;
}

}  // namespace platform
