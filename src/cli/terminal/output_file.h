// A file that the user names for what a command has to say.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace cli {

// As a whole or not at all. What is no plain file (a device, a pipe, `/dev/stdout`) stays what it is, and a link stays
// a link: it is written to.
base::Status write_output(const std::string& path, std::string_view text, mode_t mode = 0600);

// invalid: it is the very file that is read, which would be lost.
base::Status check_output(const std::string& path, const std::string& input);

}  // namespace cli
