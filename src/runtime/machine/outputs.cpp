#include "runtime/machine/outputs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.h"
#include "runtime/machine/state_folder.h"

namespace runtime {
namespace {

using base::ErrorKind;
using base::fail;

constexpr size_t kMaxOutput = 1 << 20;  // as much as a Kubernetes Secret holds

}  // namespace

base::Result<std::string> make_output_folder(const std::string& state_dir, const ServiceSpec& service) {
  std::string folder = state_path(state_dir, kOutputs, service.namespace_name, service.name);
  TRY(base::remove_all(folder));
  TRY(base::make_folder(folder));
  if (::chmod(folder.c_str(), 0777) != 0) return tl::unexpected(base::errno_error("open", folder, errno));
  return folder;
}

base::Result<std::string> read_output(const std::string& folder) {
  std::string path = folder + "/" + std::string(kOutputFile);
  // A link could lead to any file of this machine, and a pipe would never end.
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return "";
  if (!S_ISREG(info.st_mode)) return fail(ErrorKind::invalid, "its `{}` is no regular file", kOutputFile);
  if (static_cast<size_t>(info.st_size) > kMaxOutput)
    return fail(ErrorKind::invalid, "its `{}` is larger than {} bytes", kOutputFile, kMaxOutput);
  return base::read_file(path, kMaxOutput);
}

base::Status remove_output_folder(const std::string& state_dir, const ServiceSpec& service) {
  return remove_state(state_dir, state_path(state_dir, kOutputs, service.namespace_name, service.name));
}

base::Result<JobEnd> with_output(base::Result<JobEnd> end, base::Result<std::string> output,
                                 const JobRun& run, const base::Deadline& deadline) {
  if (!end) return end;
  if (deadline.stopped())
    return fail(ErrorKind::timeout, "`{}` was stopped, and so was its run", run.service.name);
  if (!output && end->reason.empty()) end->reason = output.error().message;
  if (output) end->output = std::move(*output);
  return end;
}

base::Status check_job(const JobRun& run) {
  TRY(check_service(run.service));
  if (run.max_restarts < 0 || run.max_duration.count() <= 0)
    return fail(ErrorKind::invalid, "`{}` cannot be restarted {} times within {} s", run.service.name,
                run.max_restarts, run.max_duration.count());
  return {};
}

std::string too_long(const JobRun& run, const std::string& before) {
  return fmt::format("it took longer than {} s, and was ended{}{}", run.max_duration.count(),
                     before.empty() ? "" : "; the try before failed: ", before);
}

}  // namespace runtime
