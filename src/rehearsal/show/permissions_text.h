// Derived permissions as people and programs read them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearsal/prove/rehearsal.h"

namespace rehearsal {

// `phase`: of this one alone; nullopt: all of them.
std::string permissions_text(const Derived& derived, std::optional<Phase> phase);
json::Object permissions_json(const Derived& derived, std::optional<Phase> phase);
// One aws_iam_policy for each document (Terraform's AWS provider), to be attached where it is wanted.
std::string permissions_terraform(const Derived& derived, std::optional<Phase> phase);
// One template with an AWS::IAM::ManagedPolicy for each document of all of them.
std::string permissions_cloudformation(const std::vector<Derived>& all, std::optional<Phase> phase);
std::string permissions_markdown(const Derived& derived, std::optional<Phase> phase);

// Why one action is asked for; empty: it is not.
std::string reasons_text(const Derived& derived, std::string_view action);

// `cluster dev (eu-west-3, account 123456789012)`
std::string title_of(const Subject& subject);

}  // namespace rehearsal
