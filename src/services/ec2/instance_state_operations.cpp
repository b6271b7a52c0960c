// Instances are started, stopped, rebooted and terminated, several at once: all of them or none.
#include <algorithm>

#include "services/ec2/ec2.h"
#include "services/ec2/instance.h"
#include "services/ec2/interface.h"
#include "services/ec2/kinds.h"

namespace account::ec2 {
namespace {

bool is_one_of(std::string_view state, std::initializer_list<std::string_view> states) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

json::Value change(const Found& instance, const std::string& before, std::string_view now) {
  return Object{{"InstanceId", instance.named},
                {"PreviousState", state_object(before)},
                {"CurrentState", state_object(now)}};
}

aws::Result<void> check_states(const Call& call, std::initializer_list<std::string_view> states,
                               std::string_view what) {
  for (const Found& instance : call.found)
    if (!is_one_of(instance_state(instance.record, call.now), states))
      return aws::error("IncorrectInstanceState", 400,
                        "The instance '{}' is not in a state from which it can be {}.", instance.named, what);
  return {};
}

aws::Result<void> check_unprotected(const Call& call, std::string_view member, std::string_view attribute,
                                    std::string_view what) {
  for (const Found& instance : call.found)
    if (instance.record.bool_or(member, false))
      return aws::error("OperationNotPermitted", 400,
                        "The instance '{}' may not be {}. Modify its '{}' instance attribute and try again.",
                        instance.named, what, attribute);
  return {};
}

// The address that it has of the internet as long as it runs.
void set_public_addresses(Call& call, const Found& instance, bool is_running) {
  if (!instance.record.bool_or("_GetsPublicAddress", false)) return;
  for (Entry& one : interfaces_of(call.state, instance.named)) {
    if (one.value.find("Attachment")->int_or("DeviceIndex", 0) != 0) continue;
    if (!is_running) {
      take_public_address(one.value);
    } else if (!one.value.find("Association")) {
      give_public_address(call, one.value);
    }
    store(call.state, kInterfaces, one.value);
  }
}

Output start(Call& call) {
  TRY(check_states(call, {"stopped", "pending", "running"}, "started"));
  json::Array changes;
  for (Found& instance : call.found) {
    std::string before = instance_state(instance.record, call.now);
    if (before == "stopped") {
      const json::Value& cpus = *instance.record.find("CpuOptions");
      if (instance.text("InstanceLifecycle") != "spot")
        TRY(take_cpus(call, instance.text("InstanceType"),
                      cpus.int_or("CoreCount", 1) * cpus.int_or("ThreadsPerCore", 1)));
      set_public_addresses(call, instance, true);
      instance.fields().set("LaunchTime", base::to_ms(call.now));
      for (std::string_view member : {"StateReason", "StateTransitionReason"})
        instance.fields().erase(member);
      begin_instance_state(call, instance.record, "pending");
    }
    changes.push_back(change(instance, before, before == "stopped" ? "pending" : before));
  }
  return Object{{"StartingInstances", std::move(changes)}};
}

void set_reason(const Call& call, Found& instance, std::string_view verb) {
  std::string text = fmt::format("User initiated ({} GMT)", base::iso8601(call.now));
  instance.fields().set("StateTransitionReason", text);
  instance.fields().set("StateReason",
                        Object{{"Code", fmt::format("Client.UserInitiated{}", verb)},
                               {"Message", fmt::format("Client.UserInitiated{}: User initiated "
                                                       "{}",
                                                       verb, verb == "Shutdown" ? "shutdown" : "stop")}});
}

Output stop(Call& call) {
  TRY(check_states(call, {"running", "pending", "stopping", "stopped"}, "stopped"));
  TRY(check_unprotected(call, "_ProtectedFromStop", "disableApiStop", "stopped"));
  if (call.input.flag("Hibernate"))
    for (const Found& instance : call.found)
      if (!instance.record.find("HibernationOptions")->bool_or("Configured", false))
        return aws::error("UnsupportedHibernationConfiguration", 400,
                          "The instance '{}' was not launched with hibernation", instance.named);
  json::Array changes;
  for (Found& instance : call.found) {
    std::string before = instance_state(instance.record, call.now);
    bool is_stopped = is_one_of(before, {"stopping", "stopped"});
    if (!is_stopped) {
      if (instance.text("InstanceLifecycle") != "spot") give_cpus(call.state, instance.record);
      set_public_addresses(call, instance, false);
      set_reason(call, instance, "Stop");
      begin_instance_state(call, instance.record, "stopping");
    }
    changes.push_back(change(instance, before, is_stopped ? before : "stopping"));
  }
  return Object{{"StoppingInstances", std::move(changes)}};
}

Output reboot(Call& call) {
  TRY(check_states(call, {"running", "pending"}, "rebooted"));
  return Object{};
}

// One that is gone is terminated again without a word ("This operation is idempotent").
Output terminate(Call& call) {
  TRY(check_unprotected(call, "_ProtectedFromTermination", "disableApiTermination", "terminated"));
  json::Array changes;
  for (Found& instance : call.found) {
    std::string before = instance_state(instance.record, call.now);
    bool is_over = is_one_of(before, {"shutting-down", "terminated"});
    if (!is_over) {
      bool holds_cpus = is_one_of(before, {"pending", "running"});
      if (holds_cpus && instance.text("InstanceLifecycle") != "spot") give_cpus(call.state, instance.record);
      set_reason(call, instance, "Shutdown");
      begin_instance_state(call, instance.record, "shutting-down");
    }
    changes.push_back(change(instance, before, is_over ? before : "shutting-down"));
  }
  return Object{{"TerminatingInstances", std::move(changes)}};
}

constexpr Need kEach = on(kInstances).each("InstanceIds");

constexpr Operation kOperations[] = {
    {"StartInstances", {kEach}, start},
    {"StopInstances", {kEach}, stop},
    {"RebootInstances", {kEach}, reboot},
    {"TerminateInstances", {kEach}, terminate},
};

}  // namespace

std::span<const Operation> instance_state_operations() {
  return kOperations;
}

}  // namespace account::ec2
