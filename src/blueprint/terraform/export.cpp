#include "blueprint/terraform/export.h"

#include <fmt/core.h>

#include <set>

#include "blueprint/kinds/kinds.h"
#include "blueprint/terraform/resource.h"
#include "engine/show/foreign_text.h"
#include "engine/value.h"

namespace blueprint {
namespace {

using engine::Key;
using engine::Record;

constexpr size_t kWord = 200, kSentence = 400;

constexpr std::string_view kRequirements = R"(terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60"
    }
  }
}
)";

// Why a thing is in no resource; empty: it is in one.
std::string why_not(const engine::State& state, const Key& key, const Record& record) {
  if (state.newest(key.address)->first != key) return "another one has taken its place, and it is to go";
  if (record.is_being_destroyed()) return "it is being removed";
  if (record.is_half_made()) return "it was not made to its end: `slipway up` goes on with it";
  if (!engine::known(record.applied)) return "a part of it is a secret, which is kept elsewhere";
  std::vector<TerraformRow> rows = terraform_rows(record.kind);
  if (rows.empty()) return "Slipway knows no resource type of Terraform for it";
  return rows.front().not_why;
}

std::string region_of(const engine::State& state) {
  for (const auto& [key, record] : state.records)
    if (record.connection.region.is_string()) return record.connection.region.as_string();
  return "";
}

std::string comment(const std::string& text) {
  return "# " + engine::line_text(text, kSentence) + "\n";
}

std::string head(const engine::State& state, const std::string& name, const TerraformExport& made) {
  std::string out = comment(fmt::format("{} as Terraform, written by `slipway export terraform`", name));
  out += comment(fmt::format("from what Slipway remembers of it (serial {}).", state.serial));
  out += "#\n";
  for (const char* line :
       {"Beside imports `terraform plan` should show nothing: read it before `terraform apply`. From then on",
        "one of the two works on it, not both: docs/clusters.md of Slipway tells how it forgets what it "
        "made."})
    out += comment(line);
  out += "#\n" + comment(made.not_exported.empty() ? "Nothing is left out."
                                                   : "Not in here, though Slipway has made it:");
  for (const NotExported& each : made.not_exported)
    out += comment(fmt::format("  {} ({}): {}", engine::line_text(each.address, kWord), each.kind, each.why));
  return out;
}

using Exported = std::vector<std::pair<Key, Record>>;

// Members that no resource says, once for each kind that has them.
std::string unsaid(const Exported& exported) {
  std::set<std::string> lines;
  for (const auto& [key, record] : exported)
    for (const TerraformRow& row : terraform_rows(record.kind))
      for (const auto& [member, why] : row.left_out)
        if (record.applied.find(member))
          lines.insert(comment(fmt::format("  {} of {}: {}", member, row.type, why)));
  std::string out = lines.empty() ? "" : "#\n" + comment("Not said of what is in here:");
  for (const std::string& line : lines) out += line;
  return out;
}

}  // namespace

TerraformExport to_terraform(const engine::State& state, const std::string& name) {
  TerraformExport made;
  TerraformNames names;
  Exported exported;
  for (const auto& [key, record] : state.records) {
    std::string why = why_not(state, key, record);
    if (!why.empty()) {
      made.not_exported.push_back({key.address, record.kind, why});
      continue;
    }
    exported.emplace_back(key, record).second.applied = *engine::known(record.applied);
    names.add(key, record);
  }
  std::string body;
  for (const auto& [key, record] : exported)
    for (const TerraformResource& resource : resources_of(key, record, names)) {
      body += fmt::format("\n{}{}", comment(key.address), resource.text);
      ++made.resources;
    }
  made.things = exported.size();
  std::string provider =
      hcl({hcl_block(R"(provider "aws")", {hcl_attribute("region", hcl_text(region_of(state)))})});
  made.text =
      fmt::format("{}{}\n{}\n{}{}", head(state, name, made), unsaid(exported), kRequirements, provider, body);
  return made;
}

}  // namespace blueprint
