// What a decoder found wrong in a message, before it is put into the words of a service's family.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace aws {

struct Fault {
  enum class Kind {
    malformed,   // not the form at all: broken XML, JSON or parameter names
    unknown,     // a member that the model does not have
    wrong_type,  // a member whose value cannot be one of its type
  };
  Kind kind = Kind::malformed;
  std::string path;  // of the member, such as Tags.member.1.Key; empty: the whole message
  std::string text;
};

template <typename T>
using Decoded = tl::expected<T, Fault>;

inline tl::unexpected<Fault> fault(Fault::Kind kind, std::string path, std::string text) {
  return tl::unexpected(Fault{kind, std::move(path), std::move(text)});
}

}  // namespace aws
