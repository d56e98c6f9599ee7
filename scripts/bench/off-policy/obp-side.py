"""Open Bandit Pipeline on a log in files: obp-side.py FOLDER ROUNDS ACTIONS SAMPLES. Started by the bench only.

Prints as JSON the values of seven estimators, the processor seconds that they take the first time in this process and
three times again, and those of their intervals by bootstrap. Reading the log isn't counted. What obp imports for other purposes (neural
policies, figures) is replaced by empty modules, so that it needn't be installed.
"""

import json
import os
import sys
import time
import types


class Empty(types.ModuleType):
    """A module in which every name is a class without content."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


for name in (
    ["torch", "torch.nn", "torch.nn.functional", "torch.optim", "torch.utils", "torch.utils.data"]
    + ["matplotlib", "matplotlib.pyplot", "seaborn"]
):
    sys.modules[name] = Empty(name)
for parent, child in [("nn", "functional"), ("utils", "data")]:
    setattr(sys.modules["torch." + parent], child, sys.modules[f"torch.{parent}.{child}"])
for child in ["nn", "optim", "utils"]:
    setattr(sys.modules["torch"], child, sys.modules["torch." + child])
sys.modules["matplotlib"].pyplot = sys.modules["matplotlib.pyplot"]

import numpy as np  # noqa: E402
from obp.ope import (  # noqa: E402
    DirectMethod,
    DoublyRobust,
    DoublyRobustWithShrinkage,
    InverseProbabilityWeighting,
    SelfNormalizedDoublyRobust,
    SelfNormalizedInverseProbabilityWeighting,
    SwitchDoublyRobust,
)

folder = sys.argv[1]
rounds, actions, samples = (int(text) for text in sys.argv[2:5])


def column(name, kind):
    return np.fromfile(os.path.join(folder, name), dtype=kind)


def matrix(name):
    return column(name, np.float64).reshape(rounds, actions, 1)


log = {
    "reward": column("reward", np.float64),
    "action": column("action", np.int32).astype(np.int64),
    "pscore": column("propensity", np.float64),
    "action_dist": matrix("policy"),
    "estimated_rewards_by_reg_model": matrix("rewards"),
    "position": np.zeros(rounds, dtype=np.int64),
}
estimators = {
    "IPS": InverseProbabilityWeighting(),
    "SNIPS": SelfNormalizedInverseProbabilityWeighting(),
    "direct method": DirectMethod(),
    "doubly robust": DoublyRobust(),
    "self-normalized doubly robust": SelfNormalizedDoublyRobust(),
    "Switch-DR": SwitchDoublyRobust(lambda_=10),
    "DRos": DoublyRobustWithShrinkage(lambda_=100),
}


def estimate():
    return {name: float(one.estimate_policy_value(**log)) for name, one in estimators.items()}


def bootstrap():
    for one in estimators.values():
        one.estimate_interval(**log, alpha=0.05, n_bootstrap_samples=samples, random_state=1)


def seconds(work):
    started = time.process_time()
    work()
    return time.process_time() - started


values = {}
print(
    json.dumps(
        {
            "firstSeconds": seconds(lambda: values.update(estimate())),
            "againSeconds": [seconds(estimate) for _ in range(3)],
            "intervalSeconds": seconds(bootstrap),
            "values": values,
        }
    )
)
