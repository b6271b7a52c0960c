// YAML documents as located JSON values.
//
// The useful part of YAML 1.1 by libyaml's parser, with YAML 1.2's core schema for plain scalars: null,
// true/false, integers and floats; everything else is a string (so `no` and `1:30` are strings). Refused:
// several documents, duplicate keys, keys that are not scalars, tags, and anchors and aliases (they let a
// small file grow without bound).
#pragma once

#include <memory>
#include <string_view>

#include "base/diagnostics.h"
#include "base/json.h"

namespace yaml {

// nullptr if there was an error, which is then in `diagnostics`.
std::unique_ptr<json::Value> parse(std::string_view text, base::Diagnostics& diagnostics,
                                   const json::Limits& limits = {});

}  // namespace yaml
