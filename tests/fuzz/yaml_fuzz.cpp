// Any bytes are either a value or at least one finding, and every finding can be shown with its line.
#include <cstdlib>

#include "base/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  base::Diagnostics findings("fuzz.yaml", text);
  const auto value = yaml::parse(text, findings);
  if (!value && !findings.has_errors()) std::abort();
  findings.render();
  return 0;
}
