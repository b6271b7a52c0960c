// `policy explain`: one decision, statement by statement.
#include "policy/explain/explain.h"

#include <fmt/core.h>

#include "base/json_slices.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal/lines.h"
#include "policy/ask/simulate.h"

namespace cli {
namespace {

// Policies given as files, compiled under the names of their files.
class Files {
 public:
  base::Result<policy::PolicyPtr> read(const std::string& path, policy::Kind kind) {
    std::string text = TRY(read_input(path));
    base::Diagnostics diagnostics(path, text);
    auto policy = policy::compile(text, kind, diagnostics, path, policy::Size::any);
    if (!policy) return tl::unexpected(base::Error{base::ErrorKind::invalid, diagnostics.render(), ""});
    return policy;
  }

  base::Status add(const std::vector<std::string>& paths, policy::Kind kind,
                   std::vector<policy::PolicyPtr>& out) {
    for (const std::string& path : paths) out.push_back(TRY(read(path, kind)));
    return {};
  }

  // Each file is a level of its own, from the root down.
  base::Status add_levels(const std::vector<std::string>& paths, policy::Kind kind,
                          std::vector<std::vector<policy::PolicyPtr>>& out) {
    for (const std::string& path : paths) {
      std::vector<policy::PolicyPtr> level;
      TRY(add({path}, kind, level));
      out.push_back(std::move(level));
    }
    return {};
  }
};

base::Result<policy::Layers> read_layers(const PolicyArguments& arguments, const policy::Request& request) {
  using policy::Kind;
  policy::Layers out;
  Files files;
  out.resource_kind = policy::resource_policy_kind(request.action, request.resource);
  bool is_trust = out.resource_kind == policy::ResourcePolicyKind::trust;
  TRY(files.add(arguments.identity, Kind::identity, out.identity));
  if (!arguments.boundary.empty()) out.boundary = TRY(files.read(arguments.boundary, Kind::boundary));
  if (!arguments.session.empty()) {
    out.session.emplace();
    TRY(files.add(arguments.session, Kind::session, *out.session));
  }
  if (!arguments.resource_policy.empty()) {
    out.resource = TRY(files.read(arguments.resource_policy, is_trust ? Kind::trust : Kind::resource));
  }
  TRY(files.add(arguments.endpoint, Kind::endpoint, out.endpoint));
  TRY(files.add_levels(arguments.scps, Kind::scp, out.scps));
  TRY(files.add_levels(arguments.rcps, Kind::rcp, out.rcps));
  return out;
}

base::Result<json::Object> read_context(const std::vector<std::string>& pairs) {
  json::Object out;
  for (const std::string& pair : pairs) {
    size_t at = pair.find('=');
    if (at == 0 || at == std::string::npos) {
      return base::fail(base::ErrorKind::invalid, "--context `{}`: KEY=VALUE was expected", pair);
    }
    std::string key = pair.substr(0, at);
    json::Value value = pair.substr(at + 1);
    if (json::Value* known = out.find(key)) {
      if (!known->is_array()) *known = json::Array{*known};
      known->as_array().push_back(std::move(value));
    } else {
      out.set(key, std::move(value));
    }
  }
  return out;
}

base::Error as_error(const policy::Fault& fault) {
  const base::Diagnostic& d = fault.diagnostic;
  std::string place = d.path.empty() ? "" : d.path + ": ";
  return {base::ErrorKind::invalid, place + d.message, d.hint};
}

// A request from options, and the policies from files.
base::Result<policy::Question> question_of(const PolicyArguments& arguments) {
  json::Object request{{"principal", arguments.principal}, {"action", arguments.action}};
  if (!arguments.resource.empty()) request.set("resource", arguments.resource);
  if (!arguments.resource_account.empty()) request.set("resourceAccount", arguments.resource_account);
  request.set("context", TRY(read_context(arguments.context)));
  policy::Question out;
  auto read = policy::read_requests(json::Value(request), "");
  if (!read) return tl::unexpected(as_error(read.error()));
  out.requests = std::move(*read);
  out.layers = std::make_shared<const policy::Layers>(TRY(read_layers(arguments, out.requests[0])));
  return out;
}

bool explain_one(const Context& context, const policy::Question& question, bool as_json) {
  auto [decision, request] = policy::decide(question);
  if (as_json) {
    std::string body = json::dump(policy::explain_json(*request, *question.layers));
    context.terminal.write(fmt::format("{{\"id\":{},{}\n", question.id, body.substr(1)));
  } else {
    context.terminal.print(policy::explain(*request, *question.layers));
  }
  return decision.allowed();
}

}  // namespace

CommandResult policy_explain(const Context& context) {
  const PolicyArguments& arguments = context.arguments;
  if (!arguments.action.empty()) {
    policy::Question question = TRY(question_of(arguments));
    return explain_one(context, question, context.arguments.json) ? kDone : kFailed;
  }
  // One object, over as many lines as it likes, or one a line.
  std::string text = TRY(read_input(arguments.requests));
  policy::LayersReader reader;
  bool all_allowed = true;
  auto explain_text = [&](std::string_view one) -> base::Status {
    std::string id;
    auto question = policy::read_question(one, reader, id);
    if (!question) return tl::unexpected(as_error(question.error()));
    all_allowed &= explain_one(context, *question, context.arguments.json);
    return {};
  };
  if (json::slices(text)) {
    TRY(explain_text(text));
  } else {
    for (std::string_view line : base::split(text, '\n')) {
      if (!base::trim(line).empty()) TRY(explain_text(line));
    }
  }
  return all_allowed ? kDone : kFailed;
}

}  // namespace cli
