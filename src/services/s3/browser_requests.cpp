#include "services/s3/browser_requests.h"

#include "aws/protocol/protocol.h"
#include "aws/route/s3_place.h"
#include "aws/route/service.h"
#include "base/text.h"
#include "services/s3/bucket.h"
#include "services/s3/cors_rules.h"
#include "services/s3/post_object.h"

namespace account::s3 {
namespace {

const aws::ErrorForm kErrorForm = {aws::Protocol::rest_xml, {}, true, false, {}};

bool is_signed(const net::Request& request) {
  auto claim = aws::read_signature(request);
  return !claim || *claim;
}

// Whatever is none of another service's.
bool is_for_s3(const net::Request& request) {
  auto claim = aws::read_signature(request);
  std::string_view signing_name = claim && *claim ? std::string_view((*claim)->service) : "";
  auto service = aws::find_service(request, aws::parse_parameters(request.query).value_or(aws::Parameters()),
                                   signing_name);
  return service && service->id() == "s3";
}

// A form goes to a bucket. To the server's root, forms are calls of STS.
bool may_be_form(const net::Request& request) {
  if (request.method != "POST" || !request.query.empty() || is_signed(request)) return false;
  std::string_view type = request.headers.get("Content-Type");
  return base::lower(type).starts_with("multipart/form-data") ||
         !type.starts_with("application/x-www-form-urlencoded");
}

// The bucket's rules, read before the call, which may be the one that changes them. Null: it has none; nullopt:
// there is no such bucket.
std::optional<json::Value> cors_of(const std::string& bucket, Facilities& facilities) {
  auto transaction = facilities.store.begin();
  if (!transaction) return std::nullopt;
  std::optional<Bucket> found = find_bucket(State(**transaction, "", ""), bucket);
  if (!found) return std::nullopt;
  const json::Value* cors = found->record.find("Cors");
  return cors ? *cors : json::Value();
}

tl::unexpected<aws::Error> refused(const net::Request& request, std::string_view resource_type,
                                   std::string_view why) {
  const std::string* method = request.headers.find("Access-Control-Request-Method");
  return tl::unexpected(
      aws::Error("AccessForbidden", 403, fmt::format("CORSResponse: {}", why),
                 {{"Method", method ? *method : request.method}, {"ResourceType", resource_type}}));
}

// Nobody signs a preflight, and it tells nothing of the object that it is about.
aws::Result<net::Headers> preflight(const net::Request& request, const aws::S3Place& place,
                                    const std::optional<json::Value>& cors) {
  if (request.headers.get("Origin").empty())
    return aws::error("BadRequest", 400, "Insufficient information. Origin request header needed.");
  if (!cors) return refused(request, "BUCKET", "Bucket not found");
  if (cors->is_null()) return refused(request, "BUCKET", "CORS is not enabled for this bucket.");
  if (!request.headers.find("Access-Control-Request-Method"))
    return aws::error("BadRequest", 400, "Invalid Access-Control-Request-Method: null");
  if (auto headers = shared_with(CrossOriginRequest::of(request), *cors)) return std::move(*headers);
  return refused(request, place.key.empty() ? "BUCKET" : "OBJECT",
                 "This CORS request is not allowed. This is usually because the evalution of Origin, request "
                 "method / Access-Control-Request-Method or Access-Control-Request-Headers are not "
                 "whitelisted by the resource's CORS spec.");
}

void add(const net::Headers& headers, net::Response& response) {
  for (const net::Header& header : headers) response.headers.set(header.name, header.value);
}

net::Response answer_preflight(const net::Request& request, const aws::S3Place& place,
                               const std::optional<json::Value>& cors, Facilities& facilities) {
  auto headers = preflight(request, place, cors);
  if (!headers) return aws::encode_error(kErrorForm, headers.error(), facilities.random.uuid(), request.path);
  net::Response response;
  response.headers.set("x-amz-request-id", facilities.random.uuid());
  add(*headers, response);
  return response;
}

}  // namespace

bool is_from_browser(const net::Request& request) {
  bool may_be = request.method == "OPTIONS" || request.headers.find("Origin") || may_be_form(request);
  return may_be && is_for_s3(request);
}

net::Response answer_browser(net::Request& request, Gateway& gateway, Facilities& facilities) {
  auto place = aws::find_s3_place(request, gateway.bucket_host_suffixes());
  if (!place) return gateway.handle(request);  // which refuses it, too
  std::optional<json::Value> cors = cors_of(place->bucket, facilities);
  if (request.method == "OPTIONS") return answer_preflight(request, *place, cors, facilities);

  std::optional<net::Headers> shared;
  if (cors && !cors->is_null() && request.headers.find("Origin"))
    shared = shared_with(CrossOriginRequest::of(request), *cors);
  bool is_form = may_be_form(request) && !place->bucket.empty() && place->key.empty();
  net::Response response =
      is_form ? post_object(request, *place, gateway, facilities) : gateway.handle(request);
  if (shared) add(*shared, response);
  return response;
}

}  // namespace account::s3
