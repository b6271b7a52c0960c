// A plan: which steps lead from what is to what is desired. Plain data, which is shown, written to a file, read back
// (engine/plan_json.h), and carried out as long as nothing has changed since it was made.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value.h"

namespace engine {

enum class Action {
  nothing,
  create,
  change,   // in place
  replace,  // in two parts: one is made, the other destroyed
  adopt,    // what is there already becomes ours
  destroy,
  forget,  // stays there and is ours no more
};
std::string_view action_name(Action action);

// What a step does to what runs, or goes, on the thing.
enum class Impact {
  none,
  restarts,    // what runs on it is begun anew
  interrupts,  // what comes through it is cut off for a while, or for good
};
std::string_view impact_name(Impact impact);

// Where the calls of a step go: an account and a region, or a cluster. Each is a text, or an output that is not known
// yet.
struct Connection {
  json::Value account;
  json::Value region;
  json::Value cluster;

  bool operator==(const Connection&) const = default;
};

// A call that a step will make, as far as it is known beforehand.
struct PlannedCall {
  std::string api;        // such as `ec2`, `kubernetes`
  std::string operation;  // as the API names it
  int64_t times = 1;

  bool operator==(const PlannedCall&) const = default;
};

struct Part {
  int64_t number = 1;
  int64_t of = 1;

  bool operator==(const Part&) const = default;
};

struct Step {
  std::string id;       // of this plan's steps only one has it
  std::string address;  // of the resource, such as `network/vpc`
  std::string kind;     // of the resource
  Action action = Action::nothing;
  int64_t generation = 1;  // which one of those that were or will be at this address, one after the other
  Part part;               // of all steps for this address
  Connection connection;
  json::Value before;  // null: it is not there
  json::Value after;   // null: it will not be there. Both as engine/value.h says
  std::string why;
  Impact impact = Impact::none;
  std::vector<std::string> forced_by;  // of replace: the members that cannot be changed in place
  std::vector<std::string> needs;      // ids of the steps that come before
  std::chrono::seconds expected{0};
  std::vector<PlannedCall> calls;

  bool operator==(const Step&) const = default;
};

struct Plan {
  std::string lineage;      // of the state that it was made from: which history, and
  int64_t serial = 0;       // which moment of it
  std::vector<Step> steps;  // each behind those that it needs

  bool operator==(const Plan&) const = default;
};

}  // namespace engine
