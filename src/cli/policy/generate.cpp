// `policy generate`: the least policy for recorded calls.
#include "policy/catalog/generate.h"

#include <fmt/core.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/policy/catalog_data.h"
#include "cli/terminal/lines.h"
#include "policy/ask/question.h"
#include "policy/read/print.h"

namespace cli {
namespace {

// {"action", "resource", "context"}, or a line of `policy simulate` with its `request`.
base::Result<policy::RecordedCall> read_call(std::string_view line, size_t number) {
  auto value = json::parse(line);
  if (!value) return tl::unexpected(value.error().in(fmt::format("line {}", number)));
  const json::Value* request = value->find("request");
  const json::Value& call = request ? *request : *value;
  policy::RecordedCall out;
  out.action = call.string_or("action", "");
  out.resource = call.string_or("resource", "*");
  out.line = number;
  if (out.action.find(':') == std::string::npos) {
    return base::fail(base::ErrorKind::invalid, "line {}: a call has an `action` such as s3:GetObject",
                      number);
  }
  if (out.resource != "*" && !out.resource.starts_with("arn:")) {
    return base::fail(base::ErrorKind::invalid, "line {}: resource `{}` is neither an ARN nor `*`", number,
                      out.resource);
  }
  json::Object question{{"principal", "anonymous"}, {"action", out.action}};
  question.set_if("context", call.find("context"));
  std::string text = json::dump(question);
  auto read = policy::read_requests(*json::parse(text), text);
  if (!read) {
    return base::fail(base::ErrorKind::invalid, "line {}: {}", number, read.error().diagnostic.message);
  }
  out.context = std::move(read->front().context);
  return out;
}

base::Result<std::vector<policy::RecordedCall>> read_calls(const std::string& path) {
  Lines lines = TRY(Lines::open(path));
  std::vector<policy::RecordedCall> out;
  std::string_view line;
  for (size_t number = 1; TRY(lines.next(line, [] {})); ++number) {
    if (!base::trim(line).empty()) out.push_back(TRY(read_call(line, number)));
  }
  return out;
}

json::Object as_json(const policy::Generated& generated) {
  json::Array trace;
  for (size_t i = 0; i < generated.calls.size(); ++i) {
    json::Array lines;
    for (size_t line : generated.calls[i]) lines.emplace_back(static_cast<int64_t>(line));
    trace.emplace_back(
        json::Object{{"sid", generated.document.statements[i].sid}, {"lines", std::move(lines)}});
  }
  return json::Object{{"policy", policy::to_json(generated.document)},
                      {"trace", std::move(trace)},
                      {"neededToo", json::Array(generated.needed.begin(), generated.needed.end())}};
}

}  // namespace

CommandResult policy_generate(const Context& context) {
  const PolicyArguments& arguments = context.arguments;
  auto calls = TRY(read_calls(arguments.requests));
  policy::Generalization how{arguments.any_action, arguments.any_name, arguments.any_account,
                             arguments.conditions};
  policy::Generated generated = policy::generate(calls, how, embedded_catalog());
  if (context.arguments.json) {
    context.terminal.print(json::dump_pretty(as_json(generated)));
    return kDone;
  }
  context.terminal.print(json::dump_pretty(policy::to_json(generated.document)));
  for (size_t i = 0; i < generated.calls.size(); ++i) {
    std::string lines;
    for (size_t line : generated.calls[i]) lines += fmt::format("{}{}", lines.empty() ? "" : ", ", line);
    context.terminal.complain(fmt::format("{}: {} {}\n", generated.document.statements[i].sid,
                                          generated.calls[i].size() == 1 ? "line" : "lines", lines));
  }
  for (const auto& needed : generated.needed) context.terminal.warn(fmt::format("not recorded: {}", needed));
  return kDone;
}

}  // namespace cli
