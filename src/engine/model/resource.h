// What is desired: one resource of a configuration.
#pragma once

#include <string>
#include <vector>

#include "engine/plan.h"

namespace engine {

struct Resource {
  std::string address;  // `network/vpc`; of a configuration's resources only one has it
  std::string kind;     // a ResourceKind's name
  Connection connection;
  json::Value desired;             // an object as engine/value.h says; outputs in it are edges
  std::vector<std::string> needs;  // addresses besides
  std::string why;                 // for whom it is there
  bool is_protected = false;       // it is destroyed or replaced only if that is allowed by name
  json::Value adopt;               // null: it is made. Else the identity of what is there and becomes ours
  // What it is brought to before `desired`, one after the other, where it is there and changes in place; each refers to
  // no more than `desired` does. All resources with stages have as many, and go through them together: a thing comes to
  // its next one behind what it needs, and when all that needs it has come to the one before.
  std::vector<json::Value> stages = {};
};

}  // namespace engine
