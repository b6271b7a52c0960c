#include "policy/explain.h"

#include <fmt/core.h>

#include "policy/compiled.h"
#include "policy/message.h"

namespace policy {
namespace {

std::string heading(const Examined& examined) {
  std::string out(layer_name(examined.layer));
  if (!examined.source->name().empty()) out += fmt::format(" `{}`", examined.source->name());
  if (examined.layer == Layer::scp || examined.layer == Layer::rcp)
    out += fmt::format(", level {}", examined.level + 1);
  return out;
}

void add_statement(const Examined& examined, std::string& out) {
  out += fmt::format("  {} {}: {}\n", examined.allow ? "Allow" : "Deny ", examined.name,
                     examined.matches() ? "matches" : "does not match");
  for (const auto& mismatch : examined.mismatches) {
    out += fmt::format("      {}: {}\n", element_name(mismatch.element), mismatch.why);
  }
}

std::string summary(const Request& request, const Decision& decision) {
  if (!decision.allowed()) return fmt::format("denied: {}", denied_message(request, decision));
  if (decision.layer == Layer::none) return "allowed: every authenticated caller may do this";
  if (decision.layer == Layer::root) return "allowed: the root user needs no policy in its own account";
  return fmt::format("allowed by the {}", layer_name(decision.layer));
}

}  // namespace

std::string explain(const Request& request, const Layers& layers) {
  Decision decision = evaluate(request, layers);
  std::string out = summary(request, decision) + "\n";
  const Examined* last = nullptr;
  auto all = examine(request, layers);
  for (const auto& examined : all) {
    bool same = last && last->source == examined.source && last->layer == examined.layer &&
                last->level == examined.level;
    if (!same) out += fmt::format("{}\n", heading(examined));
    last = &examined;
    add_statement(examined, out);
  }
  auto changes = changes_to_allow(request, layers);
  if (!changes.empty()) out += "to allow it:\n";
  for (const auto& change : changes) out += fmt::format("  - {}\n", change);
  return out;
}

}  // namespace policy
