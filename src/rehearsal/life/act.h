// A life of what a configuration asks for, as a list of acts: plain data, of which docs/rehearsal.md tells.
#pragma once

#include <array>
#include <string_view>

namespace rehearsal {

// In which part of a life something is asked for. Who may do a later one may do all earlier ones.
enum class Phase { plan, create, run, upgrade, destroy };
inline constexpr std::array kPhases = {Phase::plan, Phase::create, Phase::run, Phase::upgrade,
                                       Phase::destroy};
std::string_view phase_name(Phase phase);

enum class Doing {
  plan,            // look, and plan; nothing is written
  up,              // plan each part and carry it out
  up_again,        // the same, of a thing that is as desired: the plan must be empty
  mend,            // after somebody changed members by hand (drift.h)
  upgrade,         // to the next version of Kubernetes, of clusters that the file describes
  roll_back,       // to the one before
  down,            // after somebody hung things of their own on ours: all of it goes
  look_for_rests,  // what commands list to say that nothing is left
};

struct Act {
  std::string_view name;
  Phase phase;
  Doing doing;
  std::string_view why;
};

// In the order in which they are played.
inline constexpr std::array kActs = {
    Act{"plan", Phase::plan, Doing::plan, "what `slipway plan` looks at, before anything is there"},
    Act{"create", Phase::create, Doing::up,
        "the first `slipway up`, in an account that has no role of AWS's services yet"},
    Act{"plan again", Phase::plan, Doing::up_again, "a second `slipway up` finds nothing to do"},
    Act{"mend", Phase::run, Doing::mend,
        "somebody changed by hand what can be changed, and `slipway up` mends it"},
    Act{"upgrade", Phase::upgrade, Doing::upgrade,
        "the file says the next minor version of Kubernetes, and `slipway up` brings the cluster there"},
    Act{"roll back", Phase::upgrade, Doing::roll_back,
        "it says the one before again, within a week, and `slipway up` takes it back"},
    Act{"destroy", Phase::destroy, Doing::down, "`slipway down`, also of what somebody hung on ours"},
    Act{"look for rests", Phase::destroy, Doing::look_for_rests,
        "`slipway down` lists what could be left, and finds nothing"},
};

}  // namespace rehearsal
