// Any bytes are a kubeconfig or an error that says why. Files that it names are looked for, plugins not run.
#include <cstdlib>

#include "kube/kubeconfig.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const base::SystemClock clock;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto config = kube::Kubeconfig::parse(text, "/nonexistent/kubeconfig");
  if (!config) {
    if (config.error().message.empty()) std::abort();
    return 0;
  }
  for (const std::string& context : config->contexts()) {
    const auto access = config->access(context, clock);
    if (!access && access.error().message.empty()) std::abort();
  }
  return 0;
}
