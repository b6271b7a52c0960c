// The texts that this module's folder holds and the program embeds (cmake/texts.cmake).
#pragma once

#include <string_view>

namespace blueprint {

// By path in the folder, such as `controllers/loki.yaml`; empty if there is no such text.
std::string_view embedded_text(std::string_view name);

}  // namespace blueprint
