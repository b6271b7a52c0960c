// Exclusive XML canonicalisation without comments (W3C, Exclusive XML Canonicalization 1.0): the one text of an
// element that a signature is over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "identity/xml.h"

namespace identity {

// `without`: a child of the element that is left out with all that is in it (the enveloped signature); nullptr:
// none. `inclusive`: the PrefixList of InclusiveNamespaces, with an empty prefix for #default.
std::string canonical_xml(const XmlElement& element, const XmlElement* without = nullptr,
                          const std::vector<std::string>& inclusive = {});

}  // namespace identity
