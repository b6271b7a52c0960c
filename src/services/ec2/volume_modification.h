// Changes of volumes while they are used (Amazon EBS User Guide, "Modify an Amazon EBS volume using Elastic Volumes
// operations"). A volume's record has the values that it gets, and of ours _Modification, the last change: what the
// volume had before, and a lifecycle of its own; and _ModifiedAt, the times (ms) of those that count.
#pragma once

#include "account/call/operation.h"

namespace account::ec2 {

// The members of a volume that a change may touch.
inline constexpr std::string_view kModified[] = {"Size", "VolumeType", "Iops", "Throughput",
                                                 "MultiAttachEnabled"};

// Until the change takes effect, the volume is shown as it was.
void show_unmodified(json::Value& volume, base::Time now);

}  // namespace account::ec2
