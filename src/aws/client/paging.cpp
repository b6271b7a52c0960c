// Listings page by page, as botocore's paginators say.
#include "aws/client/client.h"
#include "aws/values/path.h"

namespace aws {
namespace {

bool is_told(const json::Value& value) {
  return !value.is_null() && !(value.is_string() && value.as_string().empty());
}

// Makes `input` ask for the page after `output`; false if that was the last. A service that gives the same
// tokens twice would be asked for ever.
Result<bool> ask_next(json::Object& input, const json::Value& output, const Paginator& paginator) {
  if (!paginator.more_results().empty()) {
    json::Value more = find_path(output, paginator.more_results());
    if (!more.is_bool() || !more.as_bool()) return false;
  }
  bool told = false, changed = false;
  for (uint32_t i = 0; i < paginator.token_count(); ++i) {
    json::Value token = find_path(output, paginator.output_token(i));
    std::string_view name = paginator.input_token(i);
    const json::Value* before = input.find(name);
    if (!is_told(token)) {
      input.erase(name);
      continue;
    }
    told = true;
    changed = changed || !before || *before != token;
    input.set(name, std::move(token));
  }
  if (told && !changed)
    return error("PagingLoop", 0, "the service answered the same `{}` twice", paginator.output_token(0));
  return told;
}

// An operation that no paginator knows is asked once, and what it holds back must not be taken for nothing.
Result<void> check_whole(const json::Value& output, std::string_view operation) {
  const json::Value* truncated = output.find("IsTruncated");
  bool more = truncated && truncated->is_bool() && truncated->as_bool();
  if (!more) return {};
  return error("NotPaged", 0, "{} has more to say, and no paginator says how to ask for it", operation);
}

}  // namespace

Result<json::Array> Client::call_all(std::string_view service, std::string_view operation, json::Value input,
                                     std::string_view list_member, const base::Deadline& deadline) {
  if (input.is_null()) input = json::Object{};
  json::Array all;
  while (true) {
    json::Value output = TRY(call(service, operation, input, deadline));
    json::Value page = find_path(output, list_member);
    if (page.is_array()) all.insert(all.end(), page.as_array().begin(), page.as_array().end());
    auto paginator = Service::find(service)->find_operation(operation)->paginator();  // call() has found both
    if (!paginator) TRY(check_whole(output, operation));
    if (!paginator || !TRY(ask_next(input.as_object(), output, *paginator))) return all;
  }
}

}  // namespace aws
