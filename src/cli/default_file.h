#pragma once

namespace cli {

// The configuration of commands that are given no file.
inline constexpr const char* kDefaultFile = "slipway.yaml";

}  // namespace cli
