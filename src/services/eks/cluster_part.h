// What belongs to a cluster: the store has it as CLUSTER/NAME, and it goes with its cluster.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account/call/needs.h"
#include "account/record/kind.h"
#include "account/record/state.h"

namespace account::eks {

// All kinds of it that have ARNs and tags.
std::span<const RecordKind* const> cluster_parts();

std::string part_id(std::string_view cluster, std::string_view name);
std::vector<Entry> parts_of(const State& state, const RecordKind& kind, std::string_view cluster);

// By the call's clusterName and the kind's own name (RecordKind::locate). Where there is no such cluster, that is told.
aws::Result<Resource> locate_part(const Asking& asking);

}  // namespace account::eks
