#include "account/server/control_endpoint.h"

#include <charconv>

#include "account/call/bodies.h"
#include "account/call/faults.h"
#include "account/server/accounts.h"
#include "account/server/json_response.h"
#include "account/server/set_quotas.h"
#include "base/encoding.h"
#include "base/visible.h"

namespace account {
namespace {

using base::ErrorKind;

constexpr size_t kMaxChallenge = 128;
constexpr base::Milliseconds kLongestWait = std::chrono::seconds(10);  // for one more call
constexpr size_t kMaxBody = 2 << 20;                                   // a ConfigMap has at most 1 MiB

int http_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return 400;
    case ErrorKind::denied:
      return 403;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::conflict:
      return 409;
    default:
      return 500;
  }
}

// invalid, too: no call is such, so it would never happen.
base::Result<Fault> known_fault(const std::vector<Service>& services, std::string_view body) {
  Fault fault = TRY(read_fault(TRY(json::parse(body))));
  for (const Service& service : services)
    for (const auto& rows : service.operations)
      for (const Operation& row : rows)
        if (is_for(fault, service.action_prefix, row.name)) return fault;
  return base::fail(ErrorKind::invalid, "this account has no call `{}`", fault.operation);
}

}  // namespace

net::Response ControlEndpoint::answer(net::Request& request) {
  if (request.method == "GET" && request.path == kControlPath + "health") {
    return json_response(200, health(request));
  }
  auto body = net::read_all(*request.body, kMaxBody);
  auto result = body ? dispatch(request, *body) : base::Result<json::Value>(tl::unexpected(body.error()));
  if (result) return json_response(200, *result);
  return json_response(http_status(result.error().kind), json::Object{{"message", result.error().message}});
}

base::Status ControlEndpoint::authenticate(const net::Request& request, std::string_view body) {
  auto caller = gateway_.authenticate(request, body, kControlService);
  if (!caller) return base::fail(ErrorKind::denied, "{}", caller.error().message);
  auto transaction = TRY(facilities_.store.begin());
  std::vector<json::Value> accounts = list_accounts(State(*transaction, "", ""));
  bool first = !accounts.empty() && accounts[0].string_or("Id", "") == caller->account;
  bool root = caller->principal.type == policy::PrincipalType::root && !caller->session;
  if (first && root) return {};
  return base::fail(ErrorKind::denied, "only the root keys of the first account may do this");
}

base::Result<json::Value> ControlEndpoint::dispatch(const net::Request& request, std::string_view body) {
  TRY(authenticate(request, body));
  std::string_view path = std::string_view(request.path).substr(kControlPath.size());
  for (const Service& service : gateway_.services()) {
    for (const ControlPart& part : service.control)
      if (path.starts_with(part.path)) return part.answer(request, path, body, facilities_);
  }
  std::string what = fmt::format("{} {}", request.method, path);
  if (what == "GET status") return status();
  if (what == "GET calls") return calls(request, base::Milliseconds(0));
  if (what == "GET calls/next") return calls(request, kLongestWait);
  if (what == "POST reset") return reset();
  if (what == "GET snapshots") return snapshot_names();
  if (constexpr std::string_view kSnapshots = "snapshots/"; path.starts_with(kSnapshots))
    return snapshot(request.method, path.substr(kSnapshots.size()));
  if (path == "faults") return faults(request.method, body);
  if (path == "clock") return clock(request.method, body);
  if (path == "quotas") return quotas(request.method, body);
  if (what == "POST accounts") return create(body);
  if (what == "POST stop") return stop();
  return base::fail(ErrorKind::not_found, "there is no `{}`", what);
}

base::Result<json::Value> ControlEndpoint::status() {
  auto transaction = TRY(facilities_.store.begin());
  json::Array accounts;
  for (const json::Value& account : list_accounts(State(*transaction, "", ""))) {
    accounts.push_back(
        json::Object{{"id", account.string_or("Id", "")}, {"name", account.string_or("Name", "")}});
  }
  return json::Object{{"accounts", std::move(accounts)},
                      {"started", base::iso8601(options_.started)},
                      {"calls", gateway_.calls()}};
}

// ?after=NUMBER: the calls behind that one.
json::Value ControlEndpoint::calls(const net::Request& request, base::Milliseconds patience) {
  constexpr std::string_view kAfter = "after=";
  std::string_view query = request.query;
  uint64_t number = 0;
  if (query.starts_with(kAfter))
    std::from_chars(query.data() + kAfter.size(), query.data() + query.size(), number);
  base::Deadline deadline = base::Deadline::in(patience, request.stop);
  json::Array calls;
  if (options_.calls)
    for (const LoggedCall& call : options_.calls->after(number, deadline)) calls.push_back(to_json(call));
  return json::Object{{"calls", std::move(calls)}};
}

base::Result<json::Value> ControlEndpoint::reset() {
  auto transaction = TRY(facilities_.store.begin());
  State server(*transaction, "", "");
  // Only the files of these records: somebody may be uploading just now, and keep what arrives after this.
  Bodies bodies(options_.data_dir.objects());
  for (const json::Value& account : list_accounts(server)) {
    State records = server.of(std::string(account.string_or("Id", "")));
    for (const Service& service : gateway_.services())
      for (const FileKeeper& files : service.files) files.give_up(records, bodies);
  }
  empty_accounts(*transaction);
  TRY(transaction->commit());
  bodies.committed();
  TRY(clock_.set_back(facilities_));
  return json::Object{};
}

// GET tells it, POST {"advanceMs"} moves it.
base::Result<json::Value> ControlEndpoint::clock(std::string_view method, std::string_view body) {
  if (method == "POST") {
    json::Value wanted = TRY(json::parse(body));
    TRY(clock_.advance(facilities_, gateway_.due_work(), base::Milliseconds(wanted.int_or("advanceMs", 0))));
  }
  return clock_of(facilities_);
}

// POST plants one, GET lists them, DELETE takes them all away.
base::Result<json::Value> ControlEndpoint::faults(std::string_view method, std::string_view body) {
  Faults& faults = facilities_.memory.part<Faults>();
  if (method == "POST")
    faults.add(TRY(known_fault(gateway_.services(), body)));
  else if (method == "DELETE")
    faults.clear();
  json::Array planted;
  for (const Fault& each : faults.list()) planted.push_back(to_json(each));
  return json::Object{{"faults", std::move(planted)}};
}

// GET lists them, POST {"service", "quota", "value"} sets one, DELETE takes back one, or all.
base::Result<json::Value> ControlEndpoint::quotas(std::string_view method, std::string_view body) {
  auto transaction = TRY(facilities_.store.begin());
  State server(*transaction, "", "");
  if (method == "POST") TRY(set_quota(options_.quotas, server, TRY(json::parse(body))));
  if (method == "DELETE") TRY(clear_quotas(options_.quotas, server, TRY(json::parse(body))));
  json::Array all = list_quotas(options_.quotas, server);
  TRY(transaction->commit());
  return json::Object{{"quotas", std::move(all)}};
}

json::Value ControlEndpoint::snapshot_names() const {
  std::vector<std::string> names = snapshots_.names();
  return json::Object{{"snapshots", json::Array(names.begin(), names.end())}};
}

// PUT NAME saves, POST NAME loads, DELETE NAME removes, GET NAME tells what has changed since.
base::Result<json::Value> ControlEndpoint::snapshot(std::string_view method, std::string_view name) {
  std::string named = base::percent_decode(name).value_or(std::string(name));
  if (method == "GET") return changes_since(named);
  if (method == "PUT")
    TRY(snapshots_.save(named));
  else if (method == "POST")
    TRY(snapshots_.load(named));
  else if (method == "DELETE")
    TRY(snapshots_.remove(named));
  else
    return base::fail(ErrorKind::not_found, "a snapshot has no `{}`", method);
  return json::Object{};
}

base::Result<json::Value> ControlEndpoint::changes_since(const std::string& name) {
  constexpr std::string_view kHow[] = {"added", "changed", "removed"};
  json::Array changes;
  for (const store::Difference& each : TRY(snapshots_.differences(name)))
    changes.push_back(json::Object{{"change", kHow[static_cast<size_t>(each.change)]},
                                   {"account", each.account},
                                   {"region", each.region},
                                   {"kind", each.kind},
                                   {"id", base::visible(each.id)}});
  return json::Object{{"changes", std::move(changes)}};
}

// The answer is sent before the server waits for its connections.
base::Result<json::Value> ControlEndpoint::stop() {
  if (options_.end) options_.end();
  return json::Object{};
}

// Everybody may ask; the proof tells nothing but that we know the key of server.json.
json::Value ControlEndpoint::health(const net::Request& request) const {
  json::Object health{{"status", "running"}};
  constexpr std::string_view kChallenge = "challenge=";
  std::string_view query = request.query;
  if (query.starts_with(kChallenge) && query.size() <= kMaxChallenge)
    health.set("proof", prove(options_.proof_key, query.substr(kChallenge.size())));
  return health;
}

base::Result<json::Value> ControlEndpoint::create(std::string_view body) {
  json::Value wanted = TRY(json::parse(body));
  std::string name(wanted.string_or("name", ""));
  if (name.empty() || name.size() > 64)
    return base::fail(ErrorKind::invalid, "an account needs a name of at most 64 characters");
  if (!base::is_visible_line(name))
    return base::fail(ErrorKind::invalid, "the name of an account has no control characters");
  auto transaction = TRY(facilities_.store.begin());
  AccountKeys keys = TRY(make_account(State(*transaction, "", ""), {name, "", "", {}}, facilities_.seal_key,
                                      facilities_.clock.now(), facilities_.random));
  // The keys first: an account whose keys nobody has would be lost, keys without an account open nothing.
  TRY(options_.data_dir.add_credentials({keys.id, keys.name, keys.access_key_id, keys.secret_access_key}));
  TRY(transaction->commit());
  return json::Object{{"id", keys.id}, {"name", keys.name}};
}

}  // namespace account
