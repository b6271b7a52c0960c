// XML with namespaces, read with suspicion: what SAML needs of it, and nothing that has been used against it.
//
// Sources: XML 1.0 (fifth edition), Namespaces in XML 1.0. Refused are document types, processing instructions
// other than the declaration, other encodings than UTF-8, names twice in an element, prefixes that are not
// declared. Comments leave nothing behind: the text around one is one text.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace identity {

struct XmlName {
  std::string prefix;
  std::string local;
  std::string uri;  // of the namespace; empty: none
};

struct XmlAttribute {
  XmlName name;
  std::string value;
};

struct XmlElement;

// Either an element or a text.
struct XmlNode {
  std::unique_ptr<XmlElement> element;
  std::string text;
};

struct XmlElement {
  XmlName name;
  std::vector<XmlAttribute> attributes;                        // no declarations of namespaces
  std::map<std::string, std::string, std::less<>> namespaces;  // in scope: prefix to URI
  std::vector<XmlNode> children;

  bool is(std::string_view uri, std::string_view local) const {
    return name.uri == uri && name.local == local;
  }
  // Of no namespace; empty: absent.
  std::string attribute(std::string_view local) const;
  std::vector<const XmlElement*> all(std::string_view uri, std::string_view local) const;
  // nullptr unless there is exactly one.
  const XmlElement* one(std::string_view uri, std::string_view local) const;
  // Without the white space around; empty where there is an element in it.
  std::string text() const;
};

struct XmlLimits {
  size_t max_bytes = 10'000'000;
  size_t max_depth = 64;
  size_t max_elements = 20'000;
  size_t max_attributes = 256;  // of an element
  size_t max_namespaces = 32;   // in scope
};

// The root element. Errors are ErrorKind::invalid and name the byte.
base::Result<XmlElement> parse_xml(std::string_view text, const XmlLimits& limits = {});

}  // namespace identity
