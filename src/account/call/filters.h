// Filters of Describe calls: [{Name, Values}]. Values are alternatives, filters must all hold; `*` stands for any text,
// `?` for a character, a backslash for what follows it (EC2 User Guide, "List and filter using the CLI and API").
//
// Which filters an operation has says its model (aws::Operation::filter), or the place that its kind says for one that
// the model has no more. What a filter looks at follows from its name,
// `cidr-block-association.state` from CidrBlockAssociation.State, where a kind says no other place. A filter that looks
// at what an entry does not have finds nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account/call/operation.h"
#include "base/json.h"

namespace account {

// Where a filter looks in an entry of the answer, as an expression (aws/values/path.h). A name that ends with a dot is
// the beginning of several, and so is its place.
struct FilterPlace {
  std::string_view name;
  std::string_view path;
};

std::string filter_path(std::string_view name, std::span<const FilterPlace> places,
                        std::string_view tags_member = "Tags");
// Whether a value of a filter fits a text.
bool fits_filter(std::string_view wanted, std::string_view text);

class Filters {
 public:
  // Error: InvalidParameterValue, for a filter that the operation does not have.
  static aws::Result<Filters> read(const Input& input, std::span<const FilterPlace> places,
                                   std::string_view tags_member = "Tags");

  // `entry`: as it is answered.
  bool match(const json::Value& entry) const;
  // The texts of which an entry must have one there; nullopt: no filter says so exactly.
  std::optional<std::vector<std::string>> exact(std::string_view path) const;

 private:
  struct Filter {
    std::string path;
    std::string tag_key;  // of `tag:KEY`: the tag whose value is meant
    std::vector<std::string> values;
  };
  bool match(const Filter& filter, const json::Value& entry) const;

  std::string tags_member_;
  std::vector<Filter> filters_;
};

}  // namespace account
