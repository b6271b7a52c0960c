// A desired or planned value: JSON of which parts are not data but stand for something.
//
//   {"$after": "network/vpc.VpcId"}                     an output that is known when its resource is there
//   {"$secret": "secrets/db-password", "digest": "..."} a secret: where it is kept, and a keyed digest that tells
//                                                       whether it changed; the secret itself is in no value
//
// Members of data that begin with `$` are written with one `$` more, so any JSON can be a value: literal() and known()
// go there and back.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"

namespace engine {

// `ADDRESS.NAME`: an address may hold dots, the name of an output holds none.
struct Output {
  std::string address;
  std::string name;

  std::string text() const { return address + "." + name; }
  bool operator==(const Output&) const = default;
};
base::Result<Output> parse_output(std::string_view text);

struct SecretReference {
  std::string reference;
  std::string digest;  // hexadecimal

  bool operator==(const SecretReference&) const = default;
};

json::Value after(const Output& output);
json::Value secret(const SecretReference& reference);
json::Value literal(const json::Value& data);

// invalid: a part that begins with `$` and stands for nothing.
base::Status check_value(const json::Value& value);

// What the parts stand for, each once, in the order of the text. Of values that check_value() takes.
std::vector<Output> outputs_in(const json::Value& value);
std::vector<SecretReference> secrets_in(const json::Value& value);

// The value with the outputs that are known by now; `known` gives nullptr for one that is not.
using KnownOutputs = std::function<const json::Value*(const Output&)>;
json::Value fill(const json::Value& value, const KnownOutputs& known);

// The data that it is; invalid while it stands for anything.
base::Result<json::Value> known(const json::Value& value);

// The data that it is, with secrets in the place of their references: for whoever makes a call (apply/secret_caller.h).
// invalid: it stands for an output.
base::Result<json::Value> reveal(const json::Value& value,
                                 const std::function<std::string(const SecretReference&)>& secret_of);

}  // namespace engine
