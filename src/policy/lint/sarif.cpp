#include "policy/lint/sarif.h"

#include <set>

namespace policy {
namespace {

std::string_view sarif_level(base::Severity severity) {
  switch (severity) {
    case base::Severity::error:
      return "error";
    case base::Severity::security_warning:
    case base::Severity::warning:
      return "warning";
    case base::Severity::suggestion:
      return "note";
  }
  return "none";
}

json::Object result(const base::Diagnostic& finding, const std::string& file) {
  std::string text = finding.message;
  if (!finding.hint.empty()) text += "; " + finding.hint;
  json::Object place{{"artifactLocation", json::Object{{"uri", file}}}};
  if (finding.span.line > 0) {
    place.set("region", json::Object{{"startLine", finding.span.line}, {"startColumn", finding.span.column}});
  }
  json::Object location{{"physicalLocation", std::move(place)}};
  if (!finding.path.empty()) {
    location.set("logicalLocations", json::Array{json::Object{{"fullyQualifiedName", finding.path}}});
  }
  return json::Object{{"ruleId", finding.id},
                      {"level", sarif_level(finding.severity)},
                      {"message", json::Object{{"text", std::move(text)}}},
                      {"locations", json::Array{std::move(location)}},
                      {"properties", json::Object{{"severity", severity_name(finding.severity)}}}};
}

}  // namespace

json::Object to_json(const base::Diagnostic& finding) {
  json::Object out{
      {"id", finding.id}, {"severity", severity_name(finding.severity)}, {"message", finding.message}};
  if (!finding.hint.empty()) out.set("hint", finding.hint);
  out.set("path", finding.path);
  out.set("line", finding.span.line);
  out.set("column", finding.span.column);
  return out;
}

json::Object to_sarif(const std::vector<base::Diagnostics>& files, std::string_view version) {
  json::Array results, rules;
  std::set<std::string> ids;
  for (const auto& file : files) {
    for (const auto& finding : file.list()) {
      results.emplace_back(result(finding, file.file_name()));
      ids.insert(finding.id);
    }
  }
  for (const auto& id : ids) rules.emplace_back(json::Object{{"id", id}});
  json::Object driver{{"name", "slipway"}, {"version", version}, {"rules", std::move(rules)}};
  json::Object run{{"tool", json::Object{{"driver", std::move(driver)}}}, {"results", std::move(results)}};
  return json::Object{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs", json::Array{std::move(run)}}};
}

}  // namespace policy
