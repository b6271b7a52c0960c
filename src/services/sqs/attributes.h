// What can be set of a queue, with its bounds, as a table; and what is computed of it.
//
// Source: Amazon SQS API Reference, SetQueueAttributes, CreateQueue and GetQueueAttributes.
#pragma once

#include <string>
#include <string_view>

#include "services/sqs/queue.h"

namespace account::sqs {

// The attributes that the queue has once `given` are set. An empty text takes a document away.
aws::Result<json::Object> set_attributes(const Queue& queue, const json::Object& given, bool is_new);

// As it was set, or the default.
std::string attribute(const Queue& queue, std::string_view name);
int64_t number(const Queue& queue, std::string_view name);
bool flag(const Queue& queue, std::string_view name);

// Those that are asked for; `All` is all of them. Errors: InvalidAttributeName.
aws::Result<json::Object> show_attributes(const Queue& queue, const std::vector<std::string>& names,
                                          base::Time now);

// The name of an attribute that `given` would change; empty: none.
std::string differing_attribute(const Queue& queue, const json::Object& given);

}  // namespace account::sqs
