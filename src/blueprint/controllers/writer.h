// Writes the resources of controllers.h down, a file for each concern. Internal to controllers.
#pragma once

#include "blueprint/controllers/controllers.h"
#include "blueprint/controllers/permissions.h"

namespace blueprint {

inline constexpr const char* kKarpenterNodes = "karpenter-nodes";  // what their role is for

class ControllerWriter {
 public:
  ControllerWriter(const ControllerParts& parts, const ListSettings& settings)
      : parts_(parts), list_(settings) {}

  std::vector<engine::Resource> all();

 private:
  Names names() const;
  std::string queue_name() const;

  // Below `at`: a role with what a text says that it may do.
  ResourceList::Used role(std::string_view of, const std::string& at);
  void addon(const Addon& addon);

  // karpenter.cpp
  void karpenter();
  void karpenter_nodes();
  void interruptions();

  // stores.cpp
  void stores();

  const ControllerParts& parts_;
  ResourceList list_;
};

}  // namespace blueprint
