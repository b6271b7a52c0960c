// What the resources of a service can be called.
//
// A resource type's ARN is a template, arn:${Partition}:s3:::${BucketName}/${ObjectName}. A part that another
// ARN of the service ends with a slash holds none itself: `arn:aws:s3:::b/*` is no bucket. The others may
// hold anything.
#pragma once

#include <string_view>
#include <vector>

#include "policy/catalog/catalog.h"
#include "policy/match/glob.h"

namespace policy {

class ResourceArns {
 public:
  explicit ResourceArns(std::vector<Catalog::ResourceType> types);  // all of one service

  // A template, or a piece of one, as a pattern; `anything` stands for each part that may hold a slash.
  Tokens pattern(std::string_view arn_template, TokensView anything) const;

  // Whether a pattern of a policy may match a resource of the type; its variables may be anything.
  bool can_be(std::string_view pattern, const Catalog::ResourceType& type) const;

 private:
  bool can_be_one(std::string_view pattern, std::string_view arn_template) const;
  bool can_meet(std::string_view pattern, std::string_view arn_template) const;

  std::vector<std::string_view> names_;  // of the parts that hold no slash
};

// The templates of a type: API Gateway's two models give some types two, separated by a comma.
std::vector<std::string_view> templates_of(const Catalog::ResourceType& type);

}  // namespace policy
