#include "account/call/gateway.h"

#include <algorithm>

#include "account/call/account_clock.h"
#include "account/call/authorization_message.h"
#include "account/call/idempotency.h"
#include "account/call/permission.h"
#include "account/call/rates.h"
#include "account/call/upload.h"
#include "account/record/lateness.h"
#include "aws/payload/gunzip.h"
#include "aws/payload/payload.h"
#include "aws/protocol/cbor.h"
#include "aws/protocol/one_spelling.h"
#include "aws/protocol/protocol.h"
#include "aws/route/route.h"
#include "aws/route/rpc.h"
#include "aws/signature/refusal.h"
#include "aws/signature/version2.h"
#include "base/encoding.h"
#include "base/log.h"
#include "base/regions.h"
#include "crypto/digest.h"

namespace account {
namespace {

using aws::SignatureFault;

constexpr std::string_view kDefaultRegion = "us-east-1";  // of unsigned calls and of global services
constexpr size_t kMaxBody =
    4 << 20;  // of everything but object bodies; CompleteMultipartUpload is the largest

// A body that did not come whole is refused by its connection, whatever is answered here.
aws::Result<std::string> read_body(const net::Request& request, std::string_view signing_name) {
  auto body = net::read_all(*request.body, kMaxBody);
  if (body) return std::move(*body);
  if (body.error().kind != base::ErrorKind::invalid)
    return aws::error("IncompleteBody", 400, "{}", body.error().message);
  bool json = aws::error_family(request, signing_name) == aws::ErrorFamily::json;
  return aws::error(json ? "RequestEntityTooLargeException" : "RequestEntityTooLarge", 413,
                    "Request body size exceeds the limit of {} bytes", kMaxBody);
}

}  // namespace

// What is known of a request under way.
struct Gateway::Pending {
  std::string request_id;
  base::Time came;
  base::Milliseconds came_elapsed;  // by the clock that no setting moves
  aws::ErrorForm error_form;
  bool is_rpc = false;                       // its bodies are CBOR
  std::optional<aws::SignatureClaim> claim;  // not yet verified
  std::optional<aws::VerifiedSignature> signature;
  std::optional<aws::Route> route;
  const Service* service = nullptr;
  const Operation* row = nullptr;
  Caller caller;
  std::string region;
  std::string authorization_message;            // of a denial, sealed
  net::Headers headers;                         // of a denial, or of an operation that failed
  std::unique_ptr<aws::PayloadReader> payload;  // of a form; else the request's body is

  const Dialect& dialect() const { return service->dialect; }
};

Gateway::Gateway(store::Store& store, Facilities& facilities, std::vector<Service> services,
                 std::vector<std::string> bucket_host_suffixes)
    : store_(store),
      facilities_(facilities),
      faults_(facilities.memory.part<Faults>()),
      services_(std::move(services)),
      due_work_(facilities, services_),
      bucket_host_suffixes_(std::move(bucket_host_suffixes)) {
  facilities_.services = &services_;
}

Gateway::Pending Gateway::begin(const net::Request& request, std::string_view signing_name) {
  ++calls_;
  due_work_.run();
  Pending pending;
  pending.request_id = facilities_.random.uuid();
  pending.came = facilities_.clock.now();
  pending.came_elapsed = facilities_.clock.elapsed();
  pending.error_form = aws::error_form(request, signing_name);
  return pending;
}

net::Response Gateway::handle(net::Request& request) {
  Pending pending = begin(request, "");
  Lateness::OfThread late(facilities_.memory.part<Lateness>(), pending.came);
  return finish(request, pending, answer(request, pending));
}

net::Response Gateway::handle(FormCall call) {
  Pending pending = begin(call.request, call.service);
  Lateness::OfThread late(facilities_.memory.part<Lateness>(), pending.came);
  return finish(call.request, pending, answer(call, pending));
}

net::Response Gateway::finish(const net::Request& request, Pending& pending,
                              aws::Result<net::Response> response) {
  if (response) {
    tell_answer(pending, response->status, "");
    if (pending.is_rpc) aws::answer_in_cbor(*response, pending.route->operation.output());
    return std::move(*response);
  }
  net::Response failure =
      aws::encode_error(pending.error_form, response.error(), pending.request_id, request.path);
  tell_answer(pending, failure.status, response.error().code);
  for (const net::Header& header : pending.headers) failure.headers.set(header.name, header.value);
  if (!pending.authorization_message.empty()) {
    failure.headers.set(kAuthorizationMessageHeader, pending.authorization_message);
  }
  if (pending.is_rpc) aws::answer_in_cbor(failure, std::nullopt);
  return failure;
}

void Gateway::tell_answer(const Pending& pending, int status, std::string_view error_code) const {
  if (!facilities_.observer) return;
  std::string_view service, operation;
  if (pending.route) {
    service = pending.route->service.id();
    operation = pending.route->operation.name();
  }
  facilities_.observer->answered(
      {pending.request_id, pending.came, facilities_.clock.elapsed() - pending.came_elapsed,
       pending.caller.principal.arn, service, operation, pending.region, status, error_code});
}

aws::Result<net::Response> Gateway::answer(net::Request& request, Pending& pending) {
  pending.claim = TRY(aws::read_signature(request));
  std::string_view signing_name = pending.claim ? std::string_view(pending.claim->service) : "";
  pending.error_form = aws::error_form(request, signing_name);
  pending.is_rpc = aws::is_rpc(request, signing_name);

  std::string form;
  if (aws::carries_form(request, signing_name)) {
    form = TRY(read_body(request, signing_name));
    // Only looked at, to learn the operation: the way of every body, with its checks, is still before it.
    request.body = std::make_shared<net::StringBody>(form);
    form = TRY(aws::plain_body(request, std::move(form), kMaxBody));
  }
  TRY(take_route(request, form, signing_name, pending));
  const aws::Route& route = *pending.route;
  if (!pending.claim && !pending.dialect().takes_unsigned && !route.operation.unsigned_call()) {
    return tl::unexpected(aws::signature_error(SignatureFault::missing, aws::error_family(request, "")));
  }
  pending.region = pending.claim && !route.service.global() ? pending.claim->region : kDefaultRegion;
  std::string body;
  bool apart = pending.dialect().checks_body_apart;
  if (!apart) body = TRY(read_body(request, signing_name));
  if (pending.claim) {
    pending.caller = TRY(verify(request, *pending.claim, body, pending));
    request.body->trust_sender();
  }
  TRY(aws::settle_headers(route, pending.signature ? &*pending.signature : nullptr, request));
  if (!apart) body = TRY(aws::plain_body(request, std::move(body), kMaxBody));
  if (apart && !has_streaming_input(route.operation)) {
    auto payload = TRY(open_payload(request, pending));
    body = TRY(aws::read_payload(*payload, kMaxBody));
  }
  if (pending.is_rpc) body = TRY(aws::json_of_cbor(body));
  json::Value input = TRY(aws::decode_input(route, request, body));
  return run(request, input, pending);
}

aws::Result<net::Response> Gateway::answer(FormCall& call, Pending& pending) {
  TRY(take_route(call.request, "", call.service, pending));
  pending.signature = std::move(call.signature);
  pending.region = pending.signature ? pending.signature->claim.region : kDefaultRegion;
  pending.payload = std::move(call.payload);
  if (pending.signature) note_use(call.key, pending.signature->claim);
  pending.caller = std::move(call.key.caller);
  json::Value input = TRY(aws::decode_input(*pending.route, call.request, ""));
  return run(call.request, input, pending);
}

aws::Result<void> Gateway::take_route(const net::Request& request, std::string_view form,
                                      std::string_view signing_name, Pending& pending) {
  pending.route = TRY(aws::route(request, form, signing_name, bucket_host_suffixes_));
  pending.error_form = aws::error_form(*pending.route);
  pending.service = find_service(services_, pending.route->service.id());
  if (pending.service) pending.row = find_row(*pending.service, pending.route->operation.name());
  if (pending.row) return {};
  return aws::error("NotImplemented", 501, "The operation {} is not implemented by this account.",
                    pending.route->operation.name());
}

aws::Result<KnownKey> Gateway::identify(const aws::SignatureClaim& claim, aws::ErrorFamily family) {
  auto transaction = TRY(store_.begin());
  State server(*transaction, "", "");
  KnownKey key = TRY(find_key(server, claim, family, facilities_.seal_key, facilities_.clock.now()));
  TRY(transaction->commit());
  return key;
}

// In a transaction of its own: a call that is denied has used its key, too, and a disk that is full must not
// keep one from being answered that only reads.
void Gateway::note_use(const KnownKey& key, const aws::SignatureClaim& claim) {
  KeyUse use = make_key_use(facilities_.clock.now(), claim.service, claim.region);
  if (key.caller.session || key.last_use == use) return;
  auto transaction = store_.begin();
  if (!transaction) return;
  State server(**transaction, "", "");
  write_key_use(server, claim.access_key_id, use);
  base::Status noted = (*transaction)->commit();
  if (!noted) base::log(base::LogLevel::warn, "cannot note the use of a key: {}", noted.error().message);
}

aws::Result<Caller> Gateway::verify(const net::Request& request, const aws::SignatureClaim& claim,
                                    std::string_view body, Pending& pending) {
  const aws::Route& route = *pending.route;
  aws::ErrorFamily family = aws::error_family(request, claim.service);
  if (claim.service != route.service.signing_name()) {
    std::string words =
        fmt::format("Credential should be scoped to correct service: '{}'.", route.service.signing_name());
    return tl::unexpected(aws::signature_error(SignatureFault::wrong_scope, family, words));
  }
  // Global services take what clients of other endpoints sign for.
  bool strict = !route.service.global() && !pending.dialect().is_regionless;
  if (strict &&
      std::find(base::kRegions.begin(), base::kRegions.end(), claim.region) == base::kRegions.end()) {
    return tl::unexpected(aws::signature_error(SignatureFault::wrong_scope, family,
                                               "Credential should be scoped to a valid region."));
  }
  KnownKey key = TRY(identify(claim, family));
  std::string body_hash = pending.dialect().checks_body_apart ? "" : base::hex(crypto::sha256(body));
  base::Time now = machine_clock(facilities_).now();
  if (claim.version == 2) {
    std::string bucket = route.virtual_host ? route.labels.at("Bucket") : std::string();
    pending.signature = TRY(aws::verify_version2(request, claim, key.secret, route.operation, bucket, now));
  } else {
    pending.signature = TRY(aws::verify_signature(request, claim, key.secret, body_hash, now, signing_keys_));
  }
  TRY(check_temporary(key.caller, route.service.id(), route.operation.name()));
  note_use(key, claim);
  return std::move(key.caller);
}

aws::Result<Caller> Gateway::authenticate(const net::Request& request, std::string_view body,
                                          std::string_view service) {
  std::optional<aws::SignatureClaim> claim = TRY(aws::read_signature(request));
  if (!claim || claim->service != service) {
    return aws::error("MissingAuthenticationToken", 403, "Request is missing Authentication Token");
  }
  return check_signature(request, *claim, body);
}

aws::Result<Caller> Gateway::check_signature(const net::Request& request, const aws::SignatureClaim& claim,
                                             std::string_view body) {
  KnownKey key = TRY(identify(claim, aws::ErrorFamily::query));
  TRY(aws::verify_signature(request, claim, key.secret, base::hex(crypto::sha256(body)),
                            machine_clock(facilities_).now(), signing_keys_));
  return std::move(key.caller);
}

aws::Result<std::unique_ptr<aws::PayloadReader>> Gateway::open_payload(const net::Request& request,
                                                                       const Pending& pending) {
  bool of_object = pending.row->name == pending.dialect().whole_object_checksums;
  return aws::open_payload(request, pending.signature ? &*pending.signature : nullptr,
                           of_object ? aws::ChecksumHeaders::of_object : aws::ChecksumHeaders::of_body);
}

aws::Result<Upload> Gateway::receive(const net::Request& request, Pending& pending, Bodies& bodies) {
  auto payload = std::move(pending.payload);
  if (!payload) payload = TRY(open_payload(request, pending));
  return receive_upload(*payload, facilities_.objects_dir, bodies, facilities_.random);
}

aws::Result<void> Gateway::authorize(const Operation& row, Call& call, Pending& pending) {
  AskedNeeds needs = TRY(ask_needs(row.needs, call));
  bool anonymous = call.caller.principal.type == policy::PrincipalType::anonymous;
  if (anonymous && needs.questions.empty() && !pending.route->operation.unsigned_call()) {
    return tl::unexpected(aws::signature_error(SignatureFault::missing, aws::error_family(call.http, "")));
  }
  auto refused = TRY(find_refusal(row, *pending.service, std::move(needs.questions), call));
  if (refused) {
    pending.authorization_message = encode_authorization_message(
        call.caller.account, refused->request, refused->decision, facilities_.seal_key, facilities_.random);
    if (pending.service->denial_headers) pending.headers = pending.service->denial_headers(call);
    return tl::unexpected(denied(*refused, *pending.service, pending.authorization_message));
  }
  TRY(check_dry_run(*pending.service, call));
  if (needs.absent) return tl::unexpected(std::move(*needs.absent));
  return {};
}

// Unless it is one too many, and with the fault that was planted for it, if there is one.
aws::Result<net::Response> Gateway::run(net::Request& request, const json::Value& input, Pending& pending) {
  auto refused = facilities_.memory.part<Rates>().take({pending.caller.account, pending.region,
                                                        pending.service->action_prefix, pending.row->name,
                                                        input, pending.came});
  if (refused) return tl::unexpected(std::move(*refused));
  std::optional<Fault> fault = faults_.take(pending.service->action_prefix, pending.row->name);
  if (!fault) return carry_out(request, input, pending);
  (void)facilities_.clock.wait_for(fault->delay, request.stop);
  if (fault->when == FaultTime::before && !fault->error.empty()) return tl::unexpected(error_of(*fault));
  net::Response response = TRY(carry_out(request, input, pending));
  if (fault->when == FaultTime::after) return tl::unexpected(error_of(*fault));
  if (fault->when == FaultTime::lost) {
    response.body = std::string();
    response.stream = [] {
      return base::Result<std::string>(base::fail(base::ErrorKind::io, "the answer was planted to be lost"));
    };
  }
  return response;
}

aws::Result<net::Response> Gateway::carry_out(net::Request& request, const json::Value& input,
                                              Pending& pending) {
  const aws::Route& route = *pending.route;
  auto make_call = [&](store::Transaction& transaction, Bodies bodies) {
    State state(transaction, pending.caller.account,
                route.service.global() || pending.dialect().is_regionless ? "" : pending.region);
    return Call{pending.row->name,
                Input(input, route.operation),
                pending.caller,
                std::move(state),
                pending.region,
                facilities_.clock.now(),
                facilities_,
                request,
                pending.request_id,
                std::move(bodies),
                pending.signature ? &*pending.signature : nullptr};
  };

  Bodies received(facilities_.objects_dir);
  std::optional<aws::Result<Upload>> upload;
  if (has_streaming_input(route.operation)) {
    if (request.body_size.value_or(UINT64_MAX) > kSmallBody) {
      // The body may take long: nobody waits for it, and nobody who may not send one can.
      auto transaction = TRY(store_.begin());
      Call call = make_call(*transaction, Bodies(facilities_.objects_dir));
      TRY(authorize(*pending.row, call, pending));
      TRY(transaction->commit());
    }
    upload = receive(request, pending, received);
  }

  auto transaction = TRY(store_.begin());
  Call call = make_call(*transaction, std::move(received));
  // Asked again after an upload: the answer may have changed meanwhile.
  TRY(authorize(*pending.row, call, pending));
  if (upload && !*upload) return tl::unexpected(std::move(*upload).error());
  call.upload = upload ? &**upload : nullptr;
  if (pending.row->transactions == Transactions::own) {
    TRY(transaction->commit());
    transaction.reset();
    call.state = call.state.without_transaction();
  }
  Output output = transaction ? run_once(*pending.service, *pending.row, call) : pending.row->run(call);
  if (!call.input.mistake().empty()) {
    return tl::unexpected(aws::Error(base::Error{base::ErrorKind::internal, call.input.mistake(), ""}));
  }
  if (!output) {
    pending.headers = std::move(call.headers);
    return tl::unexpected(std::move(output).error());
  }
  // Before the commit: what does not fit the model must not have happened.
  net::Response response = TRY(aws::encode_output(route, *output, pending.request_id));
  if (transaction) TRY(transaction->commit());
  transaction.reset();
  call.bodies.committed();
  due_work_.run();  // what the call scheduled, where it takes no time

  if (call.status != 0) response.status = call.status;
  for (const net::Header& header : call.headers) response.headers.set(header.name, header.value);
  if (call.body) response.body = std::move(*call.body);
  response.stream = std::move(call.stream);
  return response;
}

}  // namespace account
