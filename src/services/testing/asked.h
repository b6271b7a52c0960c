// For tests: what a row asks, as its data says it, and as calls were heard to ask.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "account/call/input_reads.h"
#include "account/call/service.h"
#include "policy/catalog/catalog.h"
#include "services/testing/recorder.h"

namespace account::testing {

// One action that a row may ask.
struct AskedAction {
  std::string action;  // s3:GetObjectVersion
  std::string type;    // of the resource, as the catalog names it; empty: `*`, or whatever the call gives
  std::string when;    // a member, or words; empty: always

  auto operator<=>(const AskedAction&) const = default;
};

std::vector<Operation> rows_of(const Service& service);
bool is_function(const Operation& row);  // what it asks is not data
bool asks_nothing(const Operation& row);

// In the order of the row's needs. Of a row that is a function: none.
std::vector<AskedAction> declared(const Service& service, const Operation& row);

// The type of a resource among those of its action; empty: `*`, or none of them.
std::string type_of(const policy::Catalog& catalog, const std::string& action, const std::string& resource);

// What all scenarios asked, by SERVICE.OPERATION.
struct HeardAction {
  std::string action, type;

  auto operator<=>(const HeardAction&) const = default;
};
struct HeardRow {
  std::map<HeardAction, std::set<std::string>> actions;  // each with its keys beside the global ones
  bool was_done = false;
  bool was_refused = false;
};
// Runs all scenarios once, and remembers.
const std::map<std::string, HeardRow>& heard_in_scenarios();
// Which members of their inputs the rows looked at meanwhile.
const InputReads& read_in_scenarios();

const HeardRow& heard(const Service& service, const Operation& row);

// What documents say of a row: `s3:PutObject on object`, ... Of a function, what it was heard to ask.
std::vector<std::string> actions_of(const Service& service, const Operation& row);
std::set<std::string> keys_of(const HeardRow& row);

// Whether a key is in every question, whatever its action.
bool is_global(std::string_view key);

}  // namespace account::testing
