#include "services/sqs/queue.h"

#include "account/record/tags.h"
#include "base/arn.h"
#include "base/text.h"

namespace account::sqs {
namespace {

struct Address {
  std::string account;
  std::string name;
};

// https://HOST/ACCOUNT/NAME. Whatever the host is: it may be one of the many by which this server is reached.
// A name alone is one of the caller's own.
std::optional<Address> address_of(const Call& call, std::string_view url) {
  if (!url.empty() && url.find_first_of("/:") == url.npos)
    return Address{call.state.account(), std::string(url)};
  size_t host = url.find("://");
  size_t path = host == url.npos ? url.npos : url.find('/', host + 3);
  if (path == url.npos) return std::nullopt;
  auto parts = base::split(url.substr(path + 1), '/');
  if (parts.size() != 2 || !base::is_account_id(parts[0]) || parts[1].empty()) return std::nullopt;
  return Address{std::string(parts[0]), std::string(parts[1])};
}

Resource resource_of(const Call& call, const Address& address) {
  State owner = call.state.of(address.account, call.state.region());
  Resource resource;
  resource.account = address.account;
  resource.named = address.name;
  resource.arn = arn_of(owner, kQueues, json::Object{{"QueueName", address.name}});
  resource.record = find(owner, kQueues, address.name);
  if (!resource.record) return resource;
  add_resource_tags(resource.record->find("tags"), resource.keys);
  if (const json::Value* attributes = resource.record->find("Attributes"))
    resource.policy = attributes->string_or("Policy", "");
  return resource;
}

}  // namespace

aws::Result<Resource> locate_queue(const Asking& asking) {
  std::string url = asking.text("QueueUrl");
  auto address = address_of(asking.call, url);
  if (!address)
    return aws::error("InvalidAddress", 404, "The address {} is not valid for this endpoint.", url);
  return resource_of(asking.call, *address);
}

aws::Result<Resource> locate_own_queue(const Asking& asking) {
  Resource resource = TRY(locate_queue(asking));
  if (resource.account != asking.call.caller.account) resource.policy.clear();
  return resource;
}

aws::Result<Resource> locate_queue_to_set(const Asking& asking) {
  Resource resource = TRY(locate_own_queue(asking));
  if (asking.call.caller.principal.type == policy::PrincipalType::root) resource.policy.clear();
  return resource;
}

aws::Result<Resource> locate_named_queue(const Asking& asking) {
  std::string name = asking.text("QueueName");
  if (name.empty())
    return aws::error("MissingParameter", 400, "The request must contain the parameter QueueName.");
  std::string owner = asking.text("QueueOwnerAWSAccountId");
  return resource_of(asking.call, {owner.empty() ? asking.call.state.account() : owner, name});
}

Queue queue_of(const Call& call) {
  const json::Value& record = call.found.at(0).record;
  return {call.state.of(std::string(record.string_or("Account", "")), call.state.region()), record};
}

std::optional<Queue> find_queue(const State& state, std::string_view text) {
  auto arn = base::Arn::parse(text);
  bool is_here =
      arn && arn->service == "sqs" && arn->region == state.region() && arn->account == state.account();
  if (!is_here) return std::nullopt;
  auto record = find(state, kQueues, arn->resource);
  if (!record) return std::nullopt;
  return Queue{state, std::move(*record)};
}

std::string queue_url(const Call& call, const Queue& queue) {
  return fmt::format("{}://{}/{}/{}", call.http.tls ? "https" : "http", call.http.headers.get("host"),
                     queue.state.account(), queue.name());
}

}  // namespace account::sqs
