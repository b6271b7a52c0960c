#include "policy/explain/message.h"

#include <fmt/core.h>

#include "policy/decide/compiled.h"
#include "policy/decide/place.h"

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

std::string named(const Layers& layers, const Matched& matched) {
  std::string place = place_of(layers, matched.layer, matched.level, matched.source);
  const std::string& sid = matched.source->document().statements[matched.number].sid;
  if (sid.empty()) return fmt::format("statement {} of {}", matched.number + 1, place);
  return fmt::format("statement {} (`{}`) of {}", matched.number + 1, sid, place);
}

}  // namespace

std::string denied_message(const Request& request, const Decision& decision) {
  std::string out = fmt::format("User: {} is not authorized to perform: {}", caller_name(request.principal),
                                request.action);
  if (!request.resource.empty() && request.resource != "*")
    out += fmt::format(" on resource: {}", request.resource);
  return out + reason(request, decision);
}

std::string why(const Request& request, const Layers& layers, const Decision& decision) {
  if (!decision.allowed()) {
    std::string out = denied_message(request, decision);
    if (decision.outcome == Outcome::explicit_deny) {
      out += fmt::format(": {}", named(layers, decision.statements.front()));
    } else if (decision.layer == Layer::none) {
      out += ": AWS itself owns the resource, whatever policies say";
    }
    return out;
  }
  if (decision.layer == Layer::none) return "every authenticated caller may do this";
  if (decision.layer == Layer::root) return "the root user needs no policy in its own account";
  for (const Matched& matched : decision.statements) {
    if (matched.layer == decision.layer) return fmt::format("allowed by {}", named(layers, matched));
  }
  return fmt::format("allowed by the {}", layer_name(decision.layer));
}

}  // namespace policy
