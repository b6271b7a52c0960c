#include "aws/protocol/parameter_error.h"

#include <fmt/core.h>

namespace aws {
namespace {

// The models do not say what a service answers to a bad parameter. Sources: the pages
// "Common errors" of the API references of IAM, STS, EC2, DynamoDB and CloudWatch; EKS's operations list
// InvalidParameterException; S3's "List of error codes".
struct Row {
  std::string_view service;  // empty: any other of the protocol
  Protocol protocol;
  std::string_view invalid;    // a value that breaks a constraint, or a member that is unknown
  std::string_view malformed;  // a message that cannot be read
};
constexpr Row kRows[] = {
    {"iam", Protocol::query, "ValidationError", "MalformedInput"},
    {"sts", Protocol::query, "ValidationError", "MalformedInput"},
    {"eks", Protocol::rest_json, "InvalidParameterException", "SerializationException"},
    {"s3", Protocol::rest_xml, "InvalidArgument", "MalformedXML"},
    {"", Protocol::query, "ValidationError", "MalformedInput"},
    {"", Protocol::ec2, "InvalidParameterValue", "MalformedQueryString"},
    {"cloudwatch", Protocol::json, "ValidationError", "SerializationException"},
    {"", Protocol::json, "ValidationException", "SerializationException"},
    {"", Protocol::rest_json, "ValidationException", "SerializationException"},
    {"", Protocol::rest_xml, "InvalidArgument", "MalformedXML"},
};

const Row& row(const Service& service, Protocol protocol) {
  for (const Row& candidate : kRows)
    if (candidate.protocol == protocol && (candidate.service.empty() || candidate.service == service.id()))
      return candidate;
  return kRows[0];
}

constexpr std::string_view kMalformedXml =
    "The XML you provided was not well-formed or did not validate against our published schema";

// S3 has codes of its own for some members; a value in a body that breaks the schema is MalformedXML.
Error s3_violation(const Violation& violation) {
  if (violation.missing && violation.location == Location::body &&
      violation.text.find('.') == std::string::npos)
    return {"MissingRequestBodyError", 400, "Request Body is empty", {}};
  if (violation.shape == "BucketLocationConstraint")
    return {"InvalidLocationConstraint", 400, "The specified location-constraint is not valid", {}};
  if (violation.location == Location::body) return {"MalformedXML", 400, std::string(kMalformedXml), {}};
  if (violation.shape == "StorageClass")
    return {"InvalidStorageClass", 400, "The storage class you specified is not valid", {}};
  if (violation.shape == "ChecksumAlgorithm")
    return {"InvalidRequest",
            400,
            "Checksum algorithm provided is unsupported. Please try again with any of the "
            "valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
            {}};
  return {"InvalidArgument", 400, violation.text, {{"ArgumentName", violation.member}}};
}

}  // namespace

Error fault_error(const Service& service, Protocol protocol, const Fault& fault) {
  const Row& codes = row(service, protocol);
  if (protocol == Protocol::rest_xml && fault.kind != Fault::Kind::wrong_type)
    return {"MalformedXML", 400, std::string(kMalformedXml), {}};
  std::string_view code = fault.kind == Fault::Kind::malformed ? codes.malformed : codes.invalid;
  std::string message = fault.path.empty() ? fault.text : fmt::format("{}: {}", fault.path, fault.text);
  return {std::string(code), 400, std::move(message), {}};
}

Error violation_error(const Service& service, Protocol protocol, const std::vector<Violation>& violations) {
  if (protocol == Protocol::rest_xml) return s3_violation(violations.front());
  std::string text =
      fmt::format("{} validation error{} detected: ", violations.size(), violations.size() == 1 ? "" : "s");
  for (const auto& violation : violations) {
    if (&violation != &violations.front()) text += "; ";
    text += violation.text;
  }
  return {std::string(row(service, protocol).invalid), 400, std::move(text), {}};
}

}  // namespace aws
