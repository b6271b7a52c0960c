// What happens to a cluster's instances reaches whoever has to know it: a queue, and rules of EventBridge that lead
// there, as kinds of resources for the engine (engine/model/kind.h). What is desired of each stands beside its
// function.
#pragma once

#include "blueprint/network/tags.h"

namespace blueprint {

inline constexpr std::string_view kQueue = "sqs-queue";
inline constexpr std::string_view kRule = "events-rule";
inline constexpr std::string_view kTarget = "events-target";

// All of them. `window`: so long what was just made may stay invisible.
engine::Kinds event_kinds(base::Milliseconds window);

// {name, policy, seconds, encryption, tags}: a document; messages go after so many seconds; `sqs`: by SQS's own key.
// Outputs: Url, Name.
engine::ResourceKind queue_kind();
// {name, description, pattern, state, tags}: of the default bus; an object; ENABLED or DISABLED. Outputs: Name, Arn.
engine::ResourceKind rule_kind();
// {rule, id, arn}: the rule's name; what it is called there; where events go.
engine::ResourceKind target_kind();

}  // namespace blueprint
