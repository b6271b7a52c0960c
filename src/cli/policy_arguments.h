// What the `policy` commands take.
#pragma once

#include <string>
#include <vector>

namespace cli {

struct PolicyArguments {
  std::string
      requests;  // simulate, explain: a file or `-`; explain: empty if the request is given by options

  // explain: a request by options, and files of policies
  std::string principal, action, resource, resource_account;
  std::vector<std::string> context;  // KEY=VALUE; a key that is given twice is multivalued
  std::vector<std::string> identity, session, endpoint, scps, rcps;
  std::string boundary, resource_policy;

  std::vector<std::string> files;    // check; expand, shrink: one
  std::vector<std::string> actions;  // expand, shrink: in place of a file
  bool all = false;                  // expand
  std::string before, after;         // diff

  // generate
  bool any_action = false, any_name = false, any_account = false;
  std::vector<std::string> conditions;

  std::string kind;    // check; empty: what the file looks like
  bool sarif = false;  // check
};

}  // namespace cli
