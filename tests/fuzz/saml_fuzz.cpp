// Metadata of an identity provider, a line `--`, and a response in XML. Whatever they are, they are refused or read,
// and nobody comes in by a response that no key of the metadata signed: without its keys every response is refused.
#include <cstdlib>

#include "base/encoding.h"
#include "identity/saml_response.h"

namespace {

constexpr std::string_view kBetween = "\n--\n";

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  size_t end = std::min(input.find(kBetween), input.size());
  std::string_view response = input.substr(std::min(end + kBetween.size(), input.size()));
  const base::Time now = base::from_seconds(1'795'000'000);

  auto metadata = identity::read_saml_metadata(input.substr(0, end));
  if (metadata) require(!metadata->keys.empty());
  identity::SamlMetadata nobody = metadata ? *metadata : identity::SamlMetadata{};
  if (metadata) identity::verify_saml_response(base::base64(response), *metadata, now);
  nobody.keys.clear();
  require(!identity::verify_saml_response(base::base64(response), nobody, now));
  return 0;
}
