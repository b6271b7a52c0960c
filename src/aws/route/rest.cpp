#include "aws/route/rest.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

bool is_label(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}

// The member that a label of a template is bound to.
std::string member_of(const Operation& operation, std::string_view label) {
  auto shape = operation.input();
  for (uint32_t i = 0; shape && i < shape->member_count(); ++i) {
    Member member = shape->member(i);
    if (member.location() == Location::uri && member.wire_name() == label) return std::string(member.name());
  }
  return std::string(label);
}

// The labels' values (still encoded), by segment; nullopt: another path. A label takes one segment that is
// not empty, a greedy one all the rest.
using Labels = std::vector<std::pair<std::string_view, std::string>>;
std::optional<Labels> match_path(std::string_view path_template, const std::vector<std::string_view>& path) {
  auto wanted = base::split(path_template, '/');
  Labels labels;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (i >= path.size()) return std::nullopt;
    if (!is_label(wanted[i])) {
      if (wanted[i] != path[i]) return std::nullopt;
      continue;
    }
    std::string_view name = wanted[i].substr(1, wanted[i].size() - 2);
    if (path[i].empty()) return std::nullopt;
    if (!name.ends_with('+')) {
      labels.emplace_back(name, path[i]);
      continue;
    }
    std::string rest(path[i]);
    for (size_t k = i + 1; k < path.size(); ++k) rest.append("/").append(path[k]);
    labels.emplace_back(name.substr(0, name.size() - 1), std::move(rest));
    return labels;
  }
  return wanted.size() == path.size() ? std::optional(std::move(labels)) : std::nullopt;
}

// The signature covers the path without its `.` and `..` (canonical_request.cpp): what is done must not
// differ from what was signed.
bool has_dots(const std::vector<std::string_view>& segments) {
  return std::any_of(segments.begin(), segments.end(), [](auto s) { return s == "." || s == ".."; });
}

bool has_fixed_parameters(const Operation& operation, const Parameters& parameters) {
  for (auto fixed : base::split(template_query(operation.uri()), '&')) {
    if (fixed.empty()) continue;
    std::string_view name = fixed.substr(0, fixed.find('='));
    bool found = false;
    for (const auto& [key, value] : parameters) found = found || key == name;
    if (!found) return false;
  }
  return true;
}

}  // namespace

std::string_view template_path(std::string_view uri) {
  return uri.substr(0, uri.find('?'));
}
std::string_view template_query(std::string_view uri) {
  size_t mark = uri.find('?');
  return mark == uri.npos ? std::string_view() : uri.substr(mark + 1);
}

Result<Route> route_rest(const net::Request& request, const Service& service, Parameters parameters) {
  // A last slash makes no other path: Go's SDK sends one for some templates.
  std::string_view path = request.path;
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  auto segments = base::split(path, '/');
  std::optional<Operation> found;
  Labels labels;
  for (uint32_t i = 0; i < service.operation_count() && !has_dots(segments); ++i) {
    Operation operation = service.operation(i);
    if (operation.http_method() != request.method || !has_fixed_parameters(operation, parameters)) continue;
    auto match = match_path(template_path(operation.uri()), segments);
    // Fewer labels: more of the path is told apart (/clusters/{name}/updates before /clusters/{name}/{id}).
    if (!match || (found && labels.size() <= match->size())) continue;
    found = operation;
    labels = std::move(*match);
  }
  if (!found)
    return error("UnknownOperationException", 404,
                 "Unable to determine service/operation name to be authorized");

  Route result{service, *found, Protocol::rest_json, {}, std::move(parameters), false};
  result.protocol = service.protocol();
  for (const auto& [label, text] : labels) {
    auto value = base::percent_decode(text);
    if (!value || !base::is_utf8(*value))
      return error("UnknownOperationException", 404, "the path is not percent-encoded UTF-8");
    result.labels.emplace(member_of(*found, label), std::move(*value));
  }
  return result;
}

}  // namespace aws
