// Terraform's language as text, as `terraform fmt` writes it
// (https://developer.hashicorp.com/terraform/language/syntax/configuration).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace blueprint {

// An attribute with its expression, or a block with what is in it.
struct HclItem {
  std::string name;  // of a block also its labels, in quotes
  bool is_block = false;
  std::string expression;
  std::vector<HclItem> body;
};
HclItem hcl_attribute(std::string name, std::string expression);
HclItem hcl_block(std::string name, std::vector<HclItem> body);

// What others call a value, as `aws_vpc.network_vpc.id`; empty: nothing but itself.
using HclReferences = std::function<std::string(const std::string& text)>;

// A text in quotes: nothing in it is a template.
std::string hcl_text(std::string_view text);
// A value as an expression; texts of lists and single ones may be references, those within objects are not.
std::string hcl_value(const json::Value& value, const HclReferences& references = {});
// A name of a resource, of whatever text.
std::string hcl_name(std::string_view text);

// The items one below the other, a block behind an empty line.
std::string hcl(const std::vector<HclItem>& items);

}  // namespace blueprint
