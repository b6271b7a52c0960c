#include "services/sqs/dead_letters.h"

#include <algorithm>

#include "base/text.h"

namespace account::sqs {
namespace {

constexpr int64_t kMostReceives = 1000;
constexpr size_t kMostSources = 10;  // of a policy that names them

tl::unexpected<aws::Error> refused(std::string_view attribute, std::string_view text,
                                   std::string_view reason) {
  return aws::error("InvalidParameterValue", 400, "Value {} for parameter {} is invalid. Reason: {}", text,
                    attribute, reason);
}

// A number, or a text that is one: both are in use.
std::optional<int64_t> number_of(const json::Value* value) {
  if (!value) return std::nullopt;
  if (value->is_int()) return value->as_int();
  return value->is_string() ? base::parse_int(value->as_string()) : std::nullopt;
}

std::optional<RedrivePolicy> read(const std::string& text) {
  auto policy = json::parse(text);
  if (!policy || !policy->is_object()) return std::nullopt;
  std::string target(policy->string_or("deadLetterTargetArn", ""));
  auto most = number_of(policy->find("maxReceiveCount"));
  if (target.empty() || !most) return std::nullopt;
  return RedrivePolicy{std::move(target), *most};
}

std::string attribute_text(const Queue& queue, std::string_view name) {
  const json::Value* attributes = queue.record.find("Attributes");
  return attributes ? std::string(attributes->string_or(name, "")) : std::string();
}

bool takes_from(const Queue& target, const std::string& source_arn) {
  std::string text = attribute_text(target, "RedriveAllowPolicy");
  if (text.empty()) return true;
  auto policy = json::parse(text);
  std::string permission(policy ? std::string(policy->string_or("redrivePermission", "")) : "");
  if (permission != "byQueue") return permission == "allowAll";
  auto sources = policy->strings_at("sourceQueueArns");
  return std::find(sources.begin(), sources.end(), source_arn) != sources.end();
}

}  // namespace

std::optional<RedrivePolicy> redrive_policy(const Queue& queue) {
  std::string text = attribute_text(queue, "RedrivePolicy");
  return text.empty() ? std::nullopt : read(text);
}

aws::Result<void> check_redrive_policy(const Queue& queue, const std::string& text) {
  auto policy = read(text);
  if (!policy)
    return refused("RedrivePolicy", text,
                   "Redrive policy is not a valid JSON map with deadLetterTargetArn and "
                   "maxReceiveCount.");
  if (policy->most_receives < 1 || policy->most_receives > kMostReceives) {
    return refused(
        "RedrivePolicy", text,
        fmt::format("Invalid value for maxReceiveCount: {}, valid values are from 1 to {} both inclusive.",
                    policy->most_receives, kMostReceives));
  }
  if (policy->target_arn == queue.arn())
    return refused("RedrivePolicy", text, "Dead-letter queue must be another queue than the source.");
  auto target = find_queue(queue.state, policy->target_arn);
  if (!target) return refused("RedrivePolicy", text, "Dead letter target does not exist.");
  if (target->is_fifo() != queue.is_fifo())
    return refused("RedrivePolicy", text, "Dead-letter queue must be same type of queue as the source.");
  if (!takes_from(*target, queue.arn()))
    return refused("RedrivePolicy", text, "Redrive permission to source queue denied.");
  return {};
}

aws::Result<void> check_redrive_allow_policy(const std::string& text) {
  auto policy = json::parse(text);
  std::string permission(policy ? std::string(policy->string_or("redrivePermission", "")) : "");
  if (permission != "allowAll" && permission != "denyAll" && permission != "byQueue")
    return refused("RedriveAllowPolicy", text,
                   "Amazon SQS can't create the redrive allow policy, as it's in an "
                   "unsupported format.");
  size_t sources = policy->strings_at("sourceQueueArns").size();
  bool fits = permission == "byQueue" ? sources >= 1 && sources <= kMostSources : sources == 0;
  if (!fits)
    return refused(
        "RedriveAllowPolicy", text,
        fmt::format("byQueue names 1 to {} queues in sourceQueueArns, and only byQueue does.", kMostSources));
  return {};
}

}  // namespace account::sqs
