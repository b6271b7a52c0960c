#include "account/call/invoke.h"

#include "account/call/authorization_message.h"
#include "account/call/facilities.h"
#include "account/call/permission.h"
#include "account/call/service.h"
#include "aws/protocol/protocol.h"

namespace account {
namespace {

struct Target {
  aws::Service model;
  aws::Operation operation;
  const Service& service;
  const Operation& row;
};

tl::unexpected<aws::Error> mistake(std::string why) {
  return tl::unexpected(aws::Error(base::Error{base::ErrorKind::internal, std::move(why), ""}));
}

aws::Result<Target> find_target(const std::vector<Service>& services, const Invocation& wanted) {
  auto model = aws::Service::find(wanted.service);
  auto operation = model ? model->find_operation(wanted.operation) : std::nullopt;
  const Service* service = operation ? find_service(services, wanted.service) : nullptr;
  const Operation* row = service ? find_row(*service, wanted.operation) : nullptr;
  if (!row) return mistake(fmt::format("there is no row {}.{}", wanted.service, wanted.operation));
  if (row->transactions == Transactions::own || has_streaming_input(*operation))
    return mistake(fmt::format("{}.{} is not for other services", wanted.service, wanted.operation));
  if (auto fits = aws::encode_input(*model, *operation, wanted.input); !fits)
    return mistake(fits.error().message);
  return Target{*model, *operation, *service, *row};
}

Caller service_caller(std::string_view principal) {
  Caller caller;
  caller.principal.type = policy::PrincipalType::service;
  caller.principal.service = principal;
  return caller;
}

Output carry_out(const Target& target, Call& call, const std::string& source_arn) {
  AskedNeeds needs = TRY(ask_needs(target.row.needs, call));
  if (!source_arn.empty())
    for (Question& question : needs.questions) question.context.set("aws:SourceArn", source_arn);
  auto refused = TRY(find_refusal(target.row, target.service, std::move(needs.questions), call));
  if (refused) {
    std::string message =
        encode_authorization_message(call.caller.account, refused->request, refused->decision,
                                     call.facilities.seal_key, call.facilities.random);
    return tl::unexpected(denied(*refused, target.service, message));
  }
  TRY(check_dry_run(target.service, call));
  if (needs.absent) return tl::unexpected(std::move(*needs.absent));
  Output output = target.row.run(call);
  if (!call.input.mistake().empty()) return mistake(call.input.mistake());
  return output;
}

void tell_answer(const Call& call, const Target& target, const Output& output) {
  Observer* observer = call.facilities.observer;
  if (!observer) return;
  const policy::Principal& who = call.caller.principal;
  std::string_view code = output ? std::string_view() : std::string_view(output.error().code);
  observer->answered({call.request_id, call.now, base::Milliseconds(0),
                      who.type == policy::PrincipalType::service ? who.service : who.arn, target.model.id(),
                      target.row.name, call.region, output ? 200 : output.error().status, code});
}

}  // namespace

Output invoke(const Origin& origin, const Invocation& invocation) {
  Facilities& facilities = origin.facilities;
  Target target = TRY(find_target(*facilities.services, invocation));
  bool forwards = invocation.access == Access::forwarded;
  Caller service = service_caller(invocation.principal);
  net::Request nothing;  // that came over the network: it has neither an address nor headers
  nothing.tls = true;
  bool is_regional = !target.model.global() && !target.service.dialect.is_regionless;
  Call call{target.row.name,
            Input(invocation.input, target.operation),
            forwards ? origin.caller : service,
            origin.state.of(origin.state.account(), is_regional ? origin.region : ""),
            origin.region,
            origin.now,
            facilities,
            nothing,
            facilities.random.uuid(),
            Bodies(facilities.objects_dir)};
  if (forwards) {
    call.called_via = origin.called_via;
    call.called_via.emplace_back(invocation.principal);
  }
  Output output = carry_out(target, call, invocation.source_arn);
  tell_answer(call, target, output);
  if (output) origin.bodies.join(std::move(call.bodies));
  return output;
}

Output invoke(Call& call, const Invocation& invocation) {
  return invoke(
      Origin{call.caller, call.called_via, call.state, call.region, call.now, call.facilities, call.bodies},
      invocation);
}

}  // namespace account
