#include "rehearsal/show/permissions_text.h"

#include <fmt/core.h>

#include <cctype>

#include "base/text.h"
#include "policy/policy.h"

namespace rehearsal {
namespace {

std::string_view who_needs(Phase phase) {
  switch (phase) {
    case Phase::plan:
      return "whoever looks: `slipway plan`, and every command behind it";
    case Phase::create:
      return "the first `slipway up`, beside those above";
    case Phase::run:
      return "`slipway up` of what is there: to mend what was changed by hand, beside those above";
    case Phase::upgrade:
      return "`slipway up` to another version of Kubernetes, and back, beside those above";
    case Phase::destroy:
      break;
  }
  return "`slipway down`, beside those above";
}

bool is_meant(Phase each, std::optional<Phase> phase) {
  return !phase || *phase == each;
}

std::string conditions_text(const Grant& grant) {
  std::vector<std::string> parts;
  for (const Condition& each : grant.conditions)
    parts.push_back(fmt::format("{} {} {}", each.key, each.comparison.ends_with("Like") ? "like" : "=",
                                base::join(each.values, " or ")));
  return base::join(parts, ", ");
}

std::string grant_text(const Grant& grant) {
  std::string text = fmt::format("  {}\n    on   {}\n", grant.action, grant.resource);
  if (!grant.conditions.empty()) text += fmt::format("    if   {}\n", conditions_text(grant));
  if (!grant.unscoped.empty()) text += fmt::format("    wide {}\n", grant.unscoped);
  for (const Reason& each : grant.reasons) text += fmt::format("    why  {}\n", text_of(each));
  return text;
}

size_t size_of(const PolicyDocument& document) {
  return policy::document_size(json::dump(document.document), policy::Kind::managed);
}

std::string documents_text(const Derived& derived, Phase phase) {
  std::vector<std::string> names;
  for (const PolicyDocument& each : derived.documents)
    if (each.phase == phase) names.push_back(fmt::format("{}, {} characters", each.name, size_of(each)));
  return base::join(names, "; ");
}

json::Object grant_json(const Grant& grant) {
  json::Array phases, operations, reasons;
  for (Phase each : grant.phases) phases.emplace_back(phase_name(each));
  for (const std::string& each : grant.operations) operations.emplace_back(each);
  for (const Reason& each : grant.reasons)
    reasons.push_back(json::Object{{"doing", each.doing},
                                   {"address", each.address},
                                   {"kind", each.kind},
                                   {"why", each.why},
                                   {"for", each.whom}});
  json::Object object{{"action", grant.action},
                      {"resource", grant.resource},
                      {"statement", statement_of(grant)},
                      {"phases", std::move(phases)},
                      {"operations", std::move(operations)},
                      {"reasons", std::move(reasons)}};
  if (!grant.unscoped.empty()) object.append({"wide", grant.unscoped});
  return object;
}

// What Terraform would take for its own in a text (Terraform language, "Strings and Templates").
std::string escaped(std::string text) {
  for (const char* sign : {"${", "%{"})
    for (size_t at = text.find(sign); at != std::string::npos; at = text.find(sign, at + 3))
      text.insert(at, 1, sign[0]);
  return text;
}

// Of a template's resources: letters and digits (CloudFormation User Guide, "Resources section structure").
std::string logical_id(std::string_view name) {
  std::string id;
  bool is_first = true;
  for (char c : name) {
    bool fits = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (fits) id += is_first ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    is_first = !fits;
  }
  return id;
}

std::string identifier(std::string name) {
  for (char& c : name)
    if (c == '-' || c == '.') c = '_';
  return name;
}

}  // namespace

std::string title_of(const Subject& subject) {
  return fmt::format("cluster {} ({}, account {})", subject.name, subject.region, subject.account);
}

std::string permissions_text(const Derived& derived, std::optional<Phase> phase) {
  std::string text = title_of(derived.subject) + "\n";
  for (Phase each : kPhases) {
    if (!is_meant(each, phase)) continue;
    std::string grants;
    for (const Grant& grant : derived.all())
      if (grant.phase() == each) grants += grant_text(grant);
    text += fmt::format("\n{}: {}\n", phase_name(each), who_needs(each));
    text += grants.empty() ? std::string("  nothing more\n")
                           : fmt::format("{}  ({})\n", grants, documents_text(derived, each));
  }
  if (derived.documents.size() > kMostAttached)
    text += fmt::format(
        "\n{} documents: IAM attaches {} to a role. Make the others policies of the role itself (10,240 "
        "characters together),\nor ask for more in Service Quotas (`Managed policies attached to an IAM "
        "role`, "
        "L-0DA4ABF3).\n",
        derived.documents.size(), kMostAttached);
  return text;
}

json::Object permissions_json(const Derived& derived, std::optional<Phase> phase) {
  json::Array documents, grants;
  for (const PolicyDocument& each : derived.documents)
    if (is_meant(each.phase, phase))
      documents.push_back(json::Object{{"name", each.name},
                                       {"phase", phase_name(each.phase)},
                                       {"characters", static_cast<int64_t>(size_of(each))},
                                       {"policy", each.document}});
  for (const Grant& each : derived.all())
    if (is_meant(each.phase(), phase)) grants.emplace_back(grant_json(each));
  return {{"cluster", derived.subject.name},
          {"region", derived.subject.region},
          {"account", derived.subject.account},
          {"documents", std::move(documents)},
          {"grants", std::move(grants)}};
}

std::string permissions_terraform(const Derived& derived, std::optional<Phase> phase) {
  std::string text;
  for (const PolicyDocument& each : derived.documents) {
    if (!is_meant(each.phase, phase)) continue;
    text += fmt::format("resource \"aws_iam_policy\" \"{}\" {{\n  name        = \"{}\"\n",
                        identifier(each.name), each.name);
    text += fmt::format("  description = \"Slipway, cluster {}: {}\"\n", derived.subject.name,
                        phase_name(each.phase));
    text +=
        fmt::format("  policy      = <<-JSON\n{}  JSON\n}}\n\n", escaped(json::dump_pretty(each.document)));
  }
  return text;
}

std::string permissions_cloudformation(const std::vector<Derived>& all, std::optional<Phase> phase) {
  json::Object resources;
  for (const Derived& derived : all)
    for (const PolicyDocument& each : derived.documents) {
      if (!is_meant(each.phase, phase)) continue;
      json::Object properties{{"ManagedPolicyName", each.name},
                              {"Description", fmt::format("Slipway, cluster {}: {}", derived.subject.name,
                                                          phase_name(each.phase))},
                              {"PolicyDocument", each.document}};
      resources.set(logical_id(each.name),
                    json::Object{{"Type", "AWS::IAM::ManagedPolicy"}, {"Properties", std::move(properties)}});
    }
  return json::dump_pretty(
      json::Object{{"AWSTemplateFormatVersion", "2010-09-09"}, {"Resources", std::move(resources)}});
}

std::string permissions_markdown(const Derived& derived, std::optional<Phase> phase) {
  std::string text = fmt::format("## {}\n", title_of(derived.subject));
  for (Phase each : kPhases) {
    if (!is_meant(each, phase)) continue;
    text += fmt::format("\n### {}: {}\n\n| Action | Resource | Only if | Why |\n| --- | --- | --- | --- |\n",
                        phase_name(each), who_needs(each));
    for (const Grant& grant : derived.all()) {
      if (grant.phase() != each) continue;
      std::vector<std::string> reasons;
      for (const Reason& reason : grant.reasons) reasons.push_back(text_of(reason));
      if (!grant.unscoped.empty()) reasons.push_back("wide: " + grant.unscoped);
      std::string conditions = conditions_text(grant);
      if (!conditions.empty()) conditions = "`" + conditions + "`";
      text += fmt::format("| `{}` | `{}` | {} | {} |\n", grant.action, grant.resource, conditions,
                          base::join(reasons, "<br>"));
    }
  }
  return text;
}

std::string reasons_text(const Derived& derived, std::string_view action) {
  std::string text;
  for (const Grant& each : derived.all()) {
    if (!base::equal_ignoring_case(each.action, action)) continue;
    std::vector<std::string> phases;
    for (Phase phase : each.phases) phases.emplace_back(phase_name(phase));
    text += grant_text(each);
    text += fmt::format("    by   {} (phases: {})\n",
                        base::join({each.operations.begin(), each.operations.end()}, ", "),
                        base::join(phases, ", "));
  }
  return text.empty() ? text : title_of(derived.subject) + "\n" + text;
}

}  // namespace rehearsal
