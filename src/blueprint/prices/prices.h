// What a described cluster costs by the hour, of the resources that it consists of, by the table beside this file
// (prices.yaml). Nothing is asked of AWS, and nothing is guessed: what the table does not know is `not known`.
#pragma once

#include <vector>

#include "engine/model/resource.h"
#include "engine/show/hourly.h"

namespace blueprint {

// Of `resources`, all in one region. Nodes are told by their number and type, at the least of their group. Without
// lines where nothing is billed by the hour.
engine::Hourly hourly_of(const std::vector<engine::Resource>& resources, const std::string& region);

}  // namespace blueprint
