#include <fmt/core.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/json_slices.h"
#include "base/text.h"
#include "policy/ask/question.h"

namespace policy {
namespace {

constexpr size_t kMaxKeptBytes = 64 << 20;

tl::unexpected<Fault> fault(std::string id, std::string message, std::string path) {
  Fault out{"policy", {}, 0};
  out.diagnostic.id = std::move(id);
  out.diagnostic.message = std::move(message);
  out.diagnostic.path = std::move(path);
  return tl::unexpected(std::move(out));
}

bool is_array(std::string_view text) {
  return text.starts_with('[');
}

}  // namespace

json::Object Fault::to_json() const {
  // What could not be read for its encoding must not spoil the answer, which is JSON.
  auto readable = [](std::string text) {
    if (base::is_utf8(text)) return text;
    for (char& c : text) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
    return text;
  };
  json::Object out{{"part", part}, {"id", diagnostic.id}, {"message", readable(diagnostic.message)}};
  if (!diagnostic.hint.empty()) out.set("hint", readable(diagnostic.hint));
  out.set("path", readable(diagnostic.path));
  if (diagnostic.span.line > 0) {
    out.set("line", diagnostic.span.line);
    out.set("column", diagnostic.span.column);
  }
  if (more > 0) out.set("more", static_cast<int64_t>(more));
  return out;
}

tl::expected<LayersPtr, Fault> LayersReader::read(std::string_view text, ResourcePolicyKind kind) {
  auto& cache = layers_[static_cast<size_t>(kind)];
  if (auto known = cache.find(text); known != cache.end()) return known->second;
  auto layers = read_all(text, kind);
  if (!layers) return layers;
  forget_if_large();
  kept_bytes_ += text.size();
  cache.emplace(text, *layers);
  return layers;
}

// Whoever still holds what is forgotten keeps it alive.
void LayersReader::forget_if_large() {
  if (kept_bytes_ <= kMaxKeptBytes) return;
  for (auto& cache : layers_) cache.clear();
  for (auto& cache : policies_) cache.clear();
  kept_bytes_ = 0;
}

tl::expected<LayersPtr, Fault> LayersReader::read_all(std::string_view text, ResourcePolicyKind kind) {
  auto members = json::slices(text);
  if (!members || is_array(text)) return fault("data-type-mismatch", "`policies` is an object", "/policies");
  auto out = std::make_shared<Layers>();
  out->resource_kind = kind;
  std::vector<std::string_view> seen;
  for (const auto& [name, value] : *members) {
    std::string path = fmt::format("/policies/{}", name);
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      return fault("duplicate-name", fmt::format("`{}` stands twice in `policies`", name), path);
    }
    seen.push_back(name);
    if (value == "null") continue;
    if (name == "identity") {
      out->identity = TRY(read_list(value, Kind::identity, path));
    } else if (name == "boundary") {
      out->boundary = TRY(read_one(value, Kind::boundary, path));
    } else if (name == "session") {
      out->session = TRY(read_list(value, Kind::session, path));
    } else if (name == "resource") {
      bool is_trust = kind == ResourcePolicyKind::trust;
      out->resource = TRY(read_one(value, is_trust ? Kind::trust : Kind::resource, path));
    } else if (name == "endpoint") {
      out->endpoint = TRY(read_list(value, Kind::endpoint, path));
    } else if (name == "scps") {
      out->scps = TRY(read_levels(value, Kind::scp, path));
    } else if (name == "rcps") {
      out->rcps = TRY(read_levels(value, Kind::rcp, path));
    } else {
      auto near = base::did_you_mean(
          name, {"identity", "boundary", "session", "resource", "endpoint", "scps", "rcps"});
      return fault("unknown-policy-kind",
                   fmt::format("unknown kind of policy `{}`{}", name,
                               near ? fmt::format(", did you mean `{}`?", *near) : ""),
                   path);
    }
  }
  return out;
}

tl::expected<PolicyPtr, Fault> LayersReader::read_one(std::string_view text, Kind kind, std::string path) {
  auto& cache = policies_[static_cast<size_t>(kind)];
  if (auto known = cache.find(text); known != cache.end()) return known->second;
  std::string unquoted;
  std::string_view document = text;
  if (text.starts_with('"')) {  // the document as a text, as AWS's own APIs take it
    auto value = json::parse(text);
    if (!value) return fault("json-syntax-error", value.error().message, path);
    unquoted = value->as_string();
    document = unquoted;
  }
  base::Diagnostics diagnostics;
  PolicyPtr policy = compile(document, kind, diagnostics, "", Size::any);
  if (!policy) {
    auto error = std::find_if(diagnostics.list().begin(), diagnostics.list().end(),
                              [](const auto& d) { return d.severity == base::Severity::error; });
    Fault out{"policy", *error, diagnostics.list().size() - 1};
    out.diagnostic.path = path + error->path;
    return tl::unexpected(std::move(out));
  }
  kept_bytes_ += text.size();
  cache.emplace(text, policy);
  return policy;
}

tl::expected<std::vector<PolicyPtr>, Fault> LayersReader::read_list(std::string_view text, Kind kind,
                                                                    const std::string& path) {
  std::vector<PolicyPtr> out;
  if (!is_array(text)) {
    out.push_back(TRY(read_one(text, kind, path)));
    return out;
  }
  auto items = json::slices(text);
  if (!items) return fault("json-syntax-error", "a list that does not end", path);
  for (size_t i = 0; i < items->size(); ++i) {
    out.push_back(TRY(read_one((*items)[i].value, kind, fmt::format("{}/{}", path, i))));
  }
  return out;
}

tl::expected<std::vector<std::vector<PolicyPtr>>, Fault> LayersReader::read_levels(std::string_view text,
                                                                                   Kind kind,
                                                                                   const std::string& path) {
  auto levels = json::slices(text);
  if (!is_array(text) || !levels) {
    return fault("data-type-mismatch",
                 "a list was expected: one list of policies for each level, from the root down", path);
  }
  std::vector<std::vector<PolicyPtr>> out;
  for (size_t i = 0; i < levels->size(); ++i) {
    out.push_back(TRY(read_list((*levels)[i].value, kind, fmt::format("{}/{}", path, i))));
  }
  return out;
}

}  // namespace policy
