#include "policy/explain/explain.h"

#include <fmt/core.h>

#include "policy/decide/compiled.h"
#include "policy/decide/place.h"
#include "policy/explain/message.h"

namespace policy {
namespace {

std::string heading(const Layers& layers, const Examined& examined) {
  std::string out(layer_name(examined.layer));
  if (std::string label = label_of(layers, examined); !label.empty()) out += fmt::format(" `{}`", label);
  if (examined.layer == Layer::scp || examined.layer == Layer::rcp)
    out += fmt::format(", level {}", examined.level + 1);
  return out;
}

void add_statement(const Request& request, const Examined& examined, std::string& out) {
  out += fmt::format("  {} {}: {}\n", examined.allow ? "Allow" : "Deny ", examined.name,
                     examined.matches() ? "matches" : "does not match");
  for (const auto& mismatch : examined.mismatches) {
    out +=
        fmt::format("      {}: {}\n", element_name(mismatch.element), describe(mismatch, examined, request));
  }
}

std::string summary(const Request& request, const Decision& decision) {
  if (!decision.allowed()) return fmt::format("denied: {}", denied_message(request, decision));
  if (decision.layer == Layer::none) return "allowed: every authenticated caller may do this";
  if (decision.layer == Layer::root) return "allowed: the root user needs no policy in its own account";
  return fmt::format("allowed by the {}", layer_name(decision.layer));
}

json::Object statement_json(const Request& request, const Layers& layers, const Examined& examined) {
  json::Object out{{"layer", layer_key(examined.layer)},
                   {"policy", place_of(layers, examined.layer, examined.level, examined.source)},
                   {"statement", static_cast<int64_t>(examined.number)}};
  if (!examined.source->name().empty()) out.set("name", examined.source->name());
  const std::string& sid = examined.source->document().statements[examined.number].sid;
  if (!sid.empty()) out.set("sid", sid);
  out.set("effect", examined.allow ? "Allow" : "Deny");
  out.set("matches", examined.matches());
  json::Array mismatches;
  for (const auto& mismatch : examined.mismatches) {
    mismatches.emplace_back(json::Object{{"element", element_name(mismatch.element)},
                                         {"why", describe(mismatch, examined, request)}});
  }
  if (!mismatches.empty()) out.set("mismatches", std::move(mismatches));
  return out;
}

}  // namespace

std::string label_of(const Layers& layers, const Examined& examined) {
  if (!examined.source->name().empty()) return examined.source->name();
  std::string place = place_of(layers, examined.layer, examined.level, examined.source);
  return place.find('/') == std::string::npos ? "" : place;
}

json::Object explain_json(const Request& request, const Layers& layers) {
  Decision decision = evaluate(request, layers);
  json::Array statements, changes;
  for (const auto& examined : examine(request, layers)) {
    statements.emplace_back(statement_json(request, layers, examined));
  }
  for (auto& change : changes_to_allow(request, layers)) changes.emplace_back(std::move(change));
  return json::Object{{"decision", outcome_name(decision.outcome)},
                      {"layer", layer_key(decision.layer)},
                      {"why", why(request, layers, decision)},
                      {"statements", std::move(statements)},
                      {"changes", std::move(changes)}};
}

std::string explain(const Request& request, const Layers& layers) {
  Decision decision = evaluate(request, layers);
  std::string out = summary(request, decision) + "\n";
  const Examined* last = nullptr;
  auto all = examine(request, layers);
  for (const auto& examined : all) {
    bool same = last && last->source == examined.source && last->layer == examined.layer &&
                last->level == examined.level;
    if (!same) out += fmt::format("{}\n", heading(layers, examined));
    last = &examined;
    add_statement(request, examined, out);
  }
  auto changes = changes_to_allow(request, layers);
  if (!changes.empty()) out += "to allow it:\n";
  for (const auto& change : changes) out += fmt::format("  - {}\n", change);
  return out;
}

}  // namespace policy
