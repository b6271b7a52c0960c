// Wildcards in actions to the actions that they stand for, and back.
#pragma once

#include <string>
#include <vector>

#include "policy/catalog/catalog.h"
#include "policy/document.h"

namespace policy {

// Each pattern becomes the actions of the catalog that it matches, sorted; one that matches none stays. `*`
// alone stays too unless `all`: it means what does not exist yet. For every action of the catalog the
// document decides as before.
Document expand(Document document, const Catalog& catalog, bool all = false);
std::vector<std::string> expand_actions(const std::vector<std::string>& patterns, const Catalog& catalog,
                                        bool all = false);

// Few patterns that match, of the catalog's actions, exactly those of the list: a wildcard stands only where
// every action that it matches is meant. Actions that the catalog does not have stay as they are.
Document shrink(Document document, const Catalog& catalog);
std::vector<std::string> shrink_actions(const std::vector<std::string>& patterns, const Catalog& catalog);

}  // namespace policy
