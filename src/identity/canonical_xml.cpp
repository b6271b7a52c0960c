#include "identity/canonical_xml.h"

#include <algorithm>
#include <set>

namespace identity {
namespace {

using Namespaces = std::map<std::string, std::string, std::less<>>;

std::string escaped(std::string_view text, bool is_attribute) {
  std::string out;
  for (char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>' && !is_attribute) {
      out += "&gt;";
    } else if (c == '"' && is_attribute) {
      out += "&quot;";
    } else if (c == '\t' && is_attribute) {
      out += "&#x9;";
    } else if (c == '\n' && is_attribute) {
      out += "&#xA;";
    } else if (c == '\r') {
      out += "&#xD;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string qualified(const XmlName& name) {
  return name.prefix.empty() ? name.local : name.prefix + ":" + name.local;
}

class Canonicalizer {
 public:
  Canonicalizer(const XmlElement* without, const std::vector<std::string>& inclusive)
      : without_(without), inclusive_(inclusive) {}

  // `rendered`: what the elements around it, as far as they are in the text, have declared.
  void write(const XmlElement& element, Namespaces rendered) {
    std::string tag = qualified(element.name);
    out_ += "<" + tag;
    for (const std::string& prefix : prefixes_of(element)) declare(element, prefix, rendered);
    std::vector<const XmlAttribute*> sorted;
    for (const XmlAttribute& one : element.attributes) sorted.push_back(&one);
    std::sort(sorted.begin(), sorted.end(), [](const XmlAttribute* a, const XmlAttribute* b) {
      return std::tie(a->name.uri, a->name.local) < std::tie(b->name.uri, b->name.local);
    });
    for (const XmlAttribute* one : sorted)
      out_ += " " + qualified(one->name) + "=\"" + escaped(one->value, true) + "\"";
    out_ += ">";
    for (const XmlNode& child : element.children) {
      if (!child.element) {
        out_ += escaped(child.text, false);
      } else if (child.element.get() != without_) {
        write(*child.element, rendered);
      }
    }
    out_ += "</" + tag + ">";
  }

  std::string take() { return std::move(out_); }

 private:
  // Those that the element's own name and attributes use, and the listed ones, in their order.
  std::set<std::string> prefixes_of(const XmlElement& element) const {
    std::set<std::string> prefixes = {element.name.prefix};
    for (const XmlAttribute& one : element.attributes)
      if (!one.name.prefix.empty()) prefixes.insert(one.name.prefix);
    for (const std::string& listed : inclusive_)
      if (element.namespaces.contains(listed)) prefixes.insert(listed);
    prefixes.erase("xml");
    return prefixes;
  }

  void declare(const XmlElement& element, const std::string& prefix, Namespaces& rendered) {
    auto in_scope = element.namespaces.find(prefix);
    std::string uri = in_scope == element.namespaces.end() ? "" : in_scope->second;
    auto before = rendered.find(prefix);
    if ((before == rendered.end() ? "" : before->second) == uri) return;
    rendered[prefix] = uri;
    out_ += prefix.empty() ? " xmlns=\"" : " xmlns:" + prefix + "=\"";
    out_ += escaped(uri, true) + "\"";
  }

  const XmlElement* without_;
  const std::vector<std::string>& inclusive_;
  std::string out_;
};

}  // namespace

std::string canonical_xml(const XmlElement& element, const XmlElement* without,
                          const std::vector<std::string>& inclusive) {
  Canonicalizer canonicalizer(without, inclusive);
  canonicalizer.write(element, {});
  return canonicalizer.take();
}

}  // namespace identity
