#include <array>

#include "aws/client/client.h"

namespace aws {
namespace {

// Where an answer says how to go on, and where the next request repeats it: the forms of botocore's
// paginators, the more telling first (S3 answers NextMarker and also repeats the Marker that it was asked for).
struct PagingRule {
  std::string_view output, input;
};
constexpr std::array kRules = {
    PagingRule{"NextContinuationToken", "ContinuationToken"},
    PagingRule{"NextToken", "NextToken"},
    PagingRule{"nextToken", "nextToken"},
    PagingRule{"NextKeyMarker", "KeyMarker"},
    PagingRule{"NextPartNumberMarker", "PartNumberMarker"},
    PagingRule{"NextMarker", "Marker"},
    PagingRule{"Marker", "Marker"},
};
// Go with KeyMarker.
constexpr std::array kCompanions = {
    PagingRule{"NextVersionIdMarker", "VersionIdMarker"},
    PagingRule{"NextUploadIdMarker", "UploadIdMarker"},
};

const json::Value* told(const json::Value& output, std::string_view name) {
  const json::Value* value = output.find(name);
  if (!value || value->is_null() || (value->is_string() && value->as_string().empty())) return nullptr;
  return value;
}

// Makes `input` ask for the page after `output`; false if that was the last. A service that gives the same
// token twice would be asked for ever.
Result<bool> ask_next(json::Object& input, const json::Value& output, const Shape& shape) {
  if (const json::Value* more = output.find("IsTruncated"); more && more->is_bool() && !more->as_bool())
    return false;
  for (const PagingRule& rule : kRules) {
    const json::Value* token = told(output, rule.output);
    if (!token || !shape.find_member(rule.input)) continue;
    if (const json::Value* before = input.find(rule.input); before && *before == *token) {
      return error("PagingLoop", 0, "the service answered the same `{}` twice", rule.output);
    }
    input.set(rule.input, *token);
    for (const PagingRule& companion : kCompanions) {
      const json::Value* value = told(output, companion.output);
      if (value && shape.find_member(companion.input)) input.set(companion.input, *value);
    }
    return true;
  }
  return false;
}

}  // namespace

Result<json::Array> Client::call_all(std::string_view service, std::string_view operation, json::Value input,
                                     std::string_view list_member, const base::Deadline& deadline) {
  if (input.is_null()) input = json::Object{};
  json::Array all;
  while (true) {
    json::Value output = TRY(call(service, operation, input, deadline));
    if (const json::Value* page = output.find(list_member); page && page->is_array()) {
      all.insert(all.end(), page->as_array().begin(), page->as_array().end());
    }
    // call() has found both.
    auto shape = Service::find(service)->find_operation(operation)->input();
    if (!shape || !TRY(ask_next(input.as_object(), output, *shape))) return all;
  }
}

}  // namespace aws
