// The marks by which Slipway knows its own again: tags in AWS, labels in the cluster. Values are slugs, which
// every service of AWS and Kubernetes takes.
#pragma once

#include <map>
#include <string>

#include "base/json.h"

namespace blueprint {

using Marks = std::map<std::string, std::string>;

struct Owner {
  std::string organization;
  std::string project;      // empty: the whole organization's
  std::string environment;  // empty: the project's
  std::string service;      // empty: the environment's
  std::string cluster;      // REGION/NAME; for what belongs to a cluster

  Marks tags() const;    // slipway:organization, ...
  Marks labels() const;  // slipway.io/organization, ...
};

enum class Ownership { ours, nobodys, others };
// `found`: the tags or labels of a thing. others: it carries our kind of marks, but with other values.
Ownership judge(const Marks& found, const Marks& wanted);

json::Array tag_list(const Marks& tags);     // [{Key, Value}], as IAM writes them
Marks marks_of(const json::Value* tags);     // from a tag list or a map
std::string marks_text(const Marks& marks);  // for messages: `organization=acme, project=shop`

}  // namespace blueprint
