// Any request, of any service, is routed and decoded or refused; what is refused is answered.
//
// The input: a line for the signing name, then a request as it stands on the wire (request line, headers, an
// empty line, body), with plain line feeds.
#include <algorithm>
#include <cstdlib>

#include "aws/protocol/protocol.h"
#include "base/text.h"

namespace {

std::string_view take_line(std::string_view& text) {
  size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

net::Request read_request(std::string_view& text) {
  net::Request request;
  auto parts = base::split(take_line(text), ' ');
  request.method = parts[0];
  request.target = parts.size() > 1 ? parts[1] : "/";
  size_t mark = std::min(request.target.find('?'), request.target.size());
  request.path = request.target.substr(0, mark);
  request.query = request.target.substr(std::min(mark + 1, request.target.size()));
  for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
    size_t colon = std::min(line.find(':'), line.size());
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    request.headers.add(std::string(line.substr(0, colon)), std::string(base::trim(value)));
  }
  return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string_view signing_name = take_line(text);
  net::Request request = read_request(text);
  bool is_form = request.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded");
  auto found = aws::route(request, is_form ? text : "", signing_name, {"localhost"});
  if (!found) {
    aws::encode_error(aws::error_form(request, signing_name), found.error(), "id", request.path);
    return 0;
  }
  auto input = aws::decode_input(*found, request, text);
  if (!input) {
    aws::encode_error(aws::error_form(*found), input.error(), "id", request.path);
    return 0;
  }
  // What was decoded fits the model, so it can be encoded; and that decodes to the same. Streams and what the
  // model requires but only a stream has are left out.
  auto encoded = aws::encode_input(found->service, found->operation, *input);
  if (!encoded) std::abort();
  return 0;
}
