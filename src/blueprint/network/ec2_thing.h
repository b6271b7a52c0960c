// What EC2's things have in common, as data: from it comes a kind of resource for the engine.
//
// EC2 knows a thing by an id of its own making. Its API is regular: a call makes one, with its tags; one describes it,
// by id or by filters; one removes it; others change a member each. Tags are changed by the same calls for all.
// What makes one again with the same client token gives the same one; what has none is found by its tags (tags.h).
//
// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html
#pragma once

#include <string>
#include <vector>

#include "blueprint/network/tags.h"

namespace blueprint {

struct Ec2Member {
  std::string name;             // in the desired state
  std::string shown;            // in what describes it, and in the call that makes it
  bool is_given = true;         // the call that makes it is given it
  std::string changed_by = "";  // the call that changes it, as `{shown: {Value: ...}}`; empty: none does
};

struct Ec2Thing {
  std::string kind, why;
  std::string type;          // as TagSpecifications call it: `vpc`
  std::string id;            // the member that is its id: `VpcId`
  std::string describe;      // the call that describes it: `DescribeVpcs`,
  std::string ids;           // what names them in it: `VpcIds`,
  std::string list;          // and what they are in the answer: `Vpcs`
  std::string create;        // `CreateVpc`
  std::string made;          // where it is in that one's answer; empty: the answer is it
  std::string remove;        // `DeleteVpc`
  bool takes_token = false;  // that makes it has a ClientToken
  std::string absent;        // code: it is not there
  std::vector<Ec2Member> members = {};
  std::vector<std::string> outputs = {};  // members of what describes it; its id is one always
  std::string filters = "Filters";
  json::Object always = {};  // what the call that makes it is given besides
};

// Of an answer that lists what was not done, though others were: the first of `Unsuccessful`.
std::optional<engine::Answer> first_unsuccessful(const json::Value& output);

// With tags, and with all that is regular. Creating a thing waits for those that it names to be seen everywhere.
engine::ResourceKind ec2_kind(const Ec2Thing& thing);

// ---- for what is not

// The id of a subject that is known.
std::string id_of(const Ec2Thing& thing, const engine::Subject& subject);
engine::Request ec2(std::string operation, json::Object input);
json::Object filter(std::string name, std::string value);  // one of `Filters`
json::Array filters_of(const Marks& marks);                // things that have all of these tags
// [{ResourceType, Tags}], with the subject's token: as calls that make things are given it.
json::Array tag_specifications(const Ec2Thing& thing, const engine::Subject& subject);
// What the kind reads of one thing, such as an element of the answer's list.
engine::Reading read_thing(const Ec2Thing& thing, const json::Value& found, const engine::Subject& subject);
// Calls that bring the tags from what was observed to what is desired; others' tags are none of them.
std::vector<engine::Request> change_tags(const std::string& id, const engine::Subject& subject);
// Those of EC2's codes that say that what a call names is not there, or not seen everywhere yet.
const std::vector<std::string>& not_seen_yet();
// The same texts as `found`, first those that are desired, in their order: so lists that have none can be compared.
json::Array in_desired_order(const engine::Subject& subject, std::string_view member,
                             const std::vector<std::string>& found);

}  // namespace blueprint
