// Options that several commands have.
#pragma once

#include "cli/table/command.h"

namespace cli {

inline Option json_option() {
  return {.names = "--json", .to = &Arguments::json, .help = "for programs"};
}

inline Option yes_option() {
  return {
      .names = "-y,--yes", .to = &Arguments::yes, .help = "do not ask; needed where there is no terminal"};
}

inline Option state_place_option() {
  return {.names = "--state",
          .to = &Arguments::state_place,
          .value = "ADDRESS",
          .help =
              "where states are kept: s3://BUCKET/PREFIX, dynamodb://TABLE/NAME or a folder; else as "
              "$SLIPWAY_STATE "
              "says, else in $SLIPWAY_HOME. Said once, it is remembered"};
}

inline Option state_dir_option() {
  return {.names = "--state-dir", .to = &Arguments::state_dir, .value = "DIR", .required = true};
}

}  // namespace cli
