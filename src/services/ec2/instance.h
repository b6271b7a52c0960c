// Instances: their states, and what is answered of them (EC2 User Guide, "Amazon EC2 instance state changes").
//
// Of a record the members that EC2 answers are those of Instance but for its state, interfaces and volumes, which are
// computed. "State", "Since" and "Speed" are of its lifecycle; and of our own:
//   _ReservationId           the launch that it came with
//   _ProtectedFromTermination, _ProtectedFromStop, _ShutdownBehavior, _UserData   attributes that no listing has
//   _GetsPublicAddress       it has an address of the internet whenever it runs
#pragma once

#include <string>
#include <string_view>

#include "account/call/due_work.h"
#include "account/call/invoke.h"
#include "account/call/operation.h"

namespace account::ec2 {

// pending, running, stopping, stopped, shutting-down, terminated
std::string instance_state(const json::Value& instance, base::Time now);
// {Code, Name}
json::Value state_object(std::string_view state);

// It is in that state from now on, and in what follows when its time comes; stores it. Who waits for events is told.
void begin_instance_state(const Origin& origin, json::Value& instance, std::string_view state);
void begin_instance_state(Call& call, json::Value& instance, std::string_view state);
std::span<const Effect> instance_effects();

// What DescribeInstances answers of it, with what a filter of that operation looks for beside.
json::Value shown_instance(const Call& call, json::Value instance);
// Without what only filters look for.
json::Value answered_instance(json::Value shown);

// Its interfaces; those that it came with and those that were attached later.
std::vector<Entry> interfaces_of(const State& state, const std::string& instance);
std::vector<Entry> volumes_of(const State& state, const std::string& instance);

// Standard on-demand capacity: how many virtual CPUs may run at the same time in a region. Error: VcpuLimitExceeded.
aws::Result<void> take_cpus(Call& call, std::string_view instance_type, int64_t cpus);
void give_cpus(State& state, const json::Value& instance);

}  // namespace account::ec2
