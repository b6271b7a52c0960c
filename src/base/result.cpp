#include "base/result.h"

namespace base {

Error Error::in(std::string_view context) const {
  return {kind, fmt::format("{}: {}", context, message), hint};
}

}  // namespace base
