#include "rehearsal/life/reasons.h"

#include <fmt/core.h>

namespace rehearsal {
namespace {

using engine::Request;
using engine::ResourceKind;
using engine::Subject;

std::string key_of(const Request& request) {
  return request.api + " " + request.operation + " " + json::dump(request.input);
}

}  // namespace

std::string text_of(const Reason& reason) {
  if (reason.address.empty()) return reason.doing;
  return fmt::format("{} {} ({}): {}; for {}", reason.doing, reason.address, reason.kind, reason.why,
                     reason.whom);
}

void ReasonsOf::know(const std::vector<engine::Resource>& desired) {
  std::lock_guard lock(mutex_);
  for (const engine::Resource& each : desired) whom_[each.address] = each.why;
}

void ReasonsOf::note(const Request& request, std::string_view doing, const ResourceKind& kind,
                     const Subject& subject) {
  std::lock_guard lock(mutex_);
  noted_[key_of(request)].insert(
      {std::string(doing), subject.address, kind.name, kind.why, whom_[subject.address]});
}

Reasons ReasonsOf::of(const Request& request) const {
  std::lock_guard lock(mutex_);
  auto found = noted_.find(key_of(request));
  return found == noted_.end() ? Reasons() : found->second;
}

engine::Kinds ReasonsOf::noting(const engine::Kinds& kinds) {
  engine::Kinds noting;
  for (const auto& [name, kind] : kinds) {
    auto own = std::make_shared<ResourceKind>(*kind);
    auto one = [this, kind = kind](auto inner, std::string_view doing) {
      return [this, kind, inner, doing](const Subject& subject) {
        Request request = inner(subject);
        note(request, doing, *kind, subject);
        return request;
      };
    };
    if (kind->create) own->create = one(kind->create, "to make");
    if (kind->find) own->find = one(kind->find, "to find");
    if (kind->read) own->read = one(kind->read, "to look at");
    if (kind->remove) own->remove = one(kind->remove, "to remove");
    if (kind->change)
      own->change = [this, kind = kind](const Subject& subject, const std::vector<std::string>& members) {
        std::vector<Request> requests = kind->change(subject, members);
        for (const Request& each : requests) note(each, "to change", *kind, subject);
        return requests;
      };
    for (ResourceKind::Hanging& hanging : own->hanging) {
      hanging.look = one(hanging.look, "to see what others hung on");
      hanging.take_off = [this, kind = kind, inner = hanging.take_off](const json::Value& output,
                                                                       const Subject& subject) {
        std::vector<Request> requests = inner(output, subject);
        for (const Request& each : requests) note(each, "to take off what others hung on", *kind, subject);
        return requests;
      };
    }
    noting.emplace(name, std::move(own));
  }
  return noting;
}

}  // namespace rehearsal
