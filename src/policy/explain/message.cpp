#include "policy/explain/message.h"

#include <fmt/core.h>

namespace policy {
namespace {

// AWS writes the ARN of users and sessions, the name of a service, and `anonymous` for nobody.
std::string_view caller_name(const Principal& principal) {
  if (principal.type == PrincipalType::anonymous) return "anonymous";
  return principal.type == PrincipalType::service ? principal.service : principal.arn;
}

std::string_view article(std::string_view layer) {
  return layer.starts_with("identity") ? "an" : "a";
}

std::string reason(const Request& request, const Decision& decision) {
  std::string_view layer = layer_name(decision.layer);
  if (decision.outcome == Outcome::explicit_deny) {
    return fmt::format(" with an explicit deny in {} {}", article(layer), layer);
  }
  // Nothing that a policy could say decided this.
  if (decision.layer == Layer::none || decision.layer == Layer::root) return "";
  return fmt::format(" because no {} allows the {} action", layer, request.action);
}

}  // namespace

std::string denied_message(const Request& request, const Decision& decision) {
  std::string out = fmt::format("User: {} is not authorized to perform: {}", caller_name(request.principal),
                                request.action);
  if (!request.resource.empty() && request.resource != "*")
    out += fmt::format(" on resource: {}", request.resource);
  return out + reason(request, decision);
}

}  // namespace policy
