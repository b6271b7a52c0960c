#include "blueprint/storage/bucket_contents.h"

#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;
using Hanging = engine::ResourceKind::Hanging;

Object named(const Subject& subject) {
  return {{"Bucket", text_of(subject.desired, "name")}};
}

// One call removes as many as one answer lists: a thousand.
std::vector<Request> delete_all(const Value& output, const Subject& subject) {
  json::Array objects;
  for (const char* list : {"Versions", "DeleteMarkers"})
    for (const Value& each : list_at(output, list))
      objects.push_back(Object{{"Key", text_of(each, "Key")}, {"VersionId", text_of(each, "VersionId")}});
  if (objects.empty()) return {};
  Object input = named(subject);
  input.append({"Delete", Object{{"Objects", std::move(objects)}, {"Quiet", true}}});
  return {{"s3", "DeleteObjects", engine::literal(std::move(input))}};
}

std::vector<Request> abort_all(const Value& output, const Subject& subject) {
  std::vector<Request> requests;
  for (const Value& upload : list_at(output, "Uploads")) {
    Object input = named(subject);
    input.append({"Key", text_of(upload, "Key")});
    input.append({"UploadId", text_of(upload, "UploadId")});
    requests.push_back({"s3", "AbortMultipartUpload", engine::literal(std::move(input))});
  }
  return requests;
}

}  // namespace

void empty_before_removal(engine::ResourceKind& kind) {
  kind.hanging = {Hanging{[](const Subject& subject) {
                            return Request{"s3", "ListObjectVersions", named(subject)};
                          },
                          delete_all},
                  Hanging{[](const Subject& subject) {
                            return Request{"s3", "ListMultipartUploads", named(subject)};
                          },
                          abort_all}};
  kind.reasons["s3 ListObjectVersions"] = "finds what is left in a bucket that is to go";
  kind.reasons["s3 DeleteObjects"] = "removes what is left in it";
  kind.reasons["s3 ListMultipartUploads"] = "finds uploads that nobody has ended in a bucket that is to go";
  kind.reasons["s3 AbortMultipartUpload"] = "ends these";
}

}  // namespace blueprint
