// The kinds of policies by the names that the command line knows.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "policy/policy.h"

namespace cli {

inline constexpr std::array<std::pair<std::string_view, policy::Kind>, 12> kPolicyKinds{
    {{"identity", policy::Kind::identity},
     {"managed", policy::Kind::managed},
     {"user-inline", policy::Kind::user_inline},
     {"group-inline", policy::Kind::group_inline},
     {"role-inline", policy::Kind::role_inline},
     {"resource", policy::Kind::resource},
     {"trust", policy::Kind::trust},
     {"boundary", policy::Kind::boundary},
     {"session", policy::Kind::session},
     {"scp", policy::Kind::scp},
     {"rcp", policy::Kind::rcp},
     {"endpoint", policy::Kind::endpoint}}};

}  // namespace cli
