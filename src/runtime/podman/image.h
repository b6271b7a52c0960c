// Images: there already, or pulled.
#pragma once

#include <functional>
#include <string>

#include "base/deadline.h"
#include "base/result.h"

namespace runtime {

base::Result<bool> has_image(const std::string& image, const base::Deadline& deadline);
// not_found: the image is not on this machine and cannot be pulled; the hint says how to get it.
base::Status pull_image(const std::string& image, const std::function<void(const std::string&)>& progress,
                        const base::Deadline& deadline);

}  // namespace runtime
