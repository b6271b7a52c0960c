#include "account/call/service.h"

namespace account {

const Service* find_service(const std::vector<Service>& services, std::string_view model) {
  for (const Service& service : services)
    if (service.model == model) return &service;
  return nullptr;
}

const Operation* find_row(const Service& service, std::string_view operation) {
  for (auto rows : service.operations) {
    for (const Operation& row : rows) {
      // Nobody may call what has no mapping to actions.
      if (row.name == operation) return row.needs.empty() ? nullptr : &row;
    }
  }
  return nullptr;
}

}  // namespace account
