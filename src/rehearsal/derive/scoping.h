// The condition keys by which a grant is narrowed beyond its resource, as data. Which of them a question brings, the
// account says by the service authorization reference (account/call/listed_keys.h); this says which of them are worth a
// condition, and what nobody who holds the grant may do instead.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rehearsal {

struct ScopingKey {
  std::string_view key;  // in lower case; one that ends with `:` goes on with the name of a mark
  std::string_view written;
  bool is_arn = false;
  std::string_view action = {};  // of this action alone; empty: of all
  std::string_view decoy = {};   // a value that must be refused; empty: the key without any
  std::string_view why = {};
};

const std::vector<ScopingKey>& scoping_keys();
// nullptr: no grant is narrowed by it. Marks by which things of ours are told from each other
// (blueprint/network/tags.h) narrow none: they say whose a thing is no better than the others do.
const ScopingKey* find_scoping_key(std::string_view key, std::string_view action);
// As a policy has it: `aws:ResourceTag/slipway:cluster`.
std::string written_key(const ScopingKey& row, std::string_view key);
bool is_mark(const ScopingKey& row);

}  // namespace rehearsal
