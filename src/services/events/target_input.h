// What a target is given of an event: the event itself, a part of it (InputPath), a text that is always the same
// (Input), or what a template makes of its parts (InputTransformer). Pure.
//
// Source: Amazon EventBridge User Guide, "Amazon EventBridge input transformation"; API Reference, Target,
// InputTransformer.
#pragma once

#include <string>
#include <string_view>

#include "aws/error.h"
#include "base/clock.h"
#include "base/json.h"

namespace account::events {

// ValidationException: more than one of the three, or one that says nothing.
aws::Result<void> check_target_input(const json::Value& target);

struct RuleOfEvent {
  std::string_view name;
  std::string_view arn;
  base::Time ingested;
};
// `event`: {version, id, detail-type, source, account, time, region, resources, detail}.
std::string target_input(const json::Value& target, const json::Value& event, const RuleOfEvent& rule);

// What `$.detail.state` or `$.resources[0]` leads to; nullptr: nothing, or the path is none.
const json::Value* find_at(const json::Value& event, std::string_view path);

}  // namespace account::events
