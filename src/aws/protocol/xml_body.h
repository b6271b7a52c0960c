// Values as XML elements: answers of the query and ec2 protocols, both directions of rest-xml.
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string_view>

#include "aws/model/model.h"
#include "aws/protocol/xml_writer.h"
#include "aws/values/fault.h"
#include "base/json.h"

namespace aws {

struct XmlForm {
  // Query services show whole seconds, S3 milliseconds, `.000` included.
  bool milliseconds = false;
  // IAM's answers: a shape named policyDocumentType travels percent-encoded (RFC 3986), and SDKs decode it
  // (IAM API Reference, GetRolePolicy: "the policy document is URL-encoded compliant with RFC 3986").
  bool encoded_policies = false;
  // Whether a reader refuses elements that the model does not know. A server does; a client must live with
  // what AWS adds next year.
  bool strict = true;
  // Whether elements have the names of the query protocol (Member::query_name).
  bool query_names = false;
};

// The members of `shape` that travel in the body, in the model's order. Values fit the model (aws/values/fit.h).
void write_xml_members(XmlWriter& out, const Shape& shape, const json::Object& object, const XmlForm& form);
// One member, as an element of that name (empty: the member's own), or as many if it is a flattened list.
void write_xml_member(XmlWriter& out, const Member& member, const json::Value& value, const XmlForm& form,
                      std::string_view name = {});

// Refuses a DOCTYPE, bad UTF-8 and more than 8 MiB.
Decoded<std::unique_ptr<pugi::xml_document>> parse_xml(std::string_view text);
// The body members of `shape` from the children of `element`.
Decoded<json::Object> read_xml_members(pugi::xml_node element, const Shape& shape, const XmlForm& form,
                                       const std::string& path = {});
std::string_view local_name(pugi::xml_node element);  // without its prefix

}  // namespace aws
