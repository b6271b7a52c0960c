// One record of a state as resources of Terraform, by the table's rows of its kind.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "blueprint/terraform/hcl.h"
#include "blueprint/terraform/table.h"
#include "engine/journal/state.h"

namespace blueprint {

// What the things of a state are called in Terraform, and by which of their values others name them.
class TerraformNames {
 public:
  void add(const engine::Key& key, const engine::Record& record);

  // `aws_vpc.network_vpc`, of one that was added.
  std::string of(const engine::Key& key, const std::string& type) const;
  // What one that needs `needs` calls a value that stands in a member called `member`; empty: the value itself. All
  // are added before this is asked.
  std::string reference(const std::vector<engine::Key>& needs, const std::string& member,
                        const std::string& value) const;

 private:
  struct Given {
    std::string value, member, reference;  // `member` empty: in any
  };
  std::set<std::string> taken_;
  std::map<engine::Key, std::string> names_;
  std::map<engine::Key, std::vector<Given>> given_;
};

struct TerraformResource {
  std::string type, name;
  std::string import_id;
  std::string text;  // its `import` block and itself
};
std::vector<TerraformResource> resources_of(const engine::Key& key, const engine::Record& record,
                                            const TerraformNames& names);

}  // namespace blueprint
