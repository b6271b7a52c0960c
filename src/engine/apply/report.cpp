#include "engine/apply/report.h"

namespace engine {
namespace {

constexpr std::string_view kIfUnfinished = "the same command goes on from there";

}  // namespace

std::string_view status_name(StepStatus status) {
  switch (status) {
    case StepStatus::waiting:
      return "waiting";
    case StepStatus::running:
      return "running";
    case StepStatus::done:
      return "done";
    case StepStatus::failed:
      return "failed";
    case StepStatus::not_tried:
      return "not tried";
  }
  return "";
}

std::string_view ending_name(Ending ending) {
  switch (ending) {
    case Ending::done:
      return "done";
    case Ending::failed:
      return "failed";
    case Ending::stopped:
      return "stopped";
    case Ending::expired:
      return "credentials expired";
    case Ending::lease_lost:
      return "lock lost";
    case Ending::unwritten:
      return "journal not written";
  }
  return "";
}

base::Error unfinished(std::string why) {
  return {base::ErrorKind::unavailable, std::move(why), std::string(kIfUnfinished)};
}

bool is_unfinished(const base::Error& error) {
  return error.hint == kIfUnfinished;
}

bool is_resumable(Ending ending) {
  return ending != Ending::done && ending != Ending::failed;
}

}  // namespace engine
