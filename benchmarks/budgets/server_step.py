"""CAFEDistill's server step with a cohort of 1,000 and the final heads of ResNet-18 for 100 classes, 51,300 values each: all of its merge.

How long mixing takes depends on how many teachers a client has: measured are the paper's mu and one so large that all teach all, which is the budget;
and that one with the products that need no engine.
"""
from budgets import programs
from budgets.verdict import Verdict

NAMES = ("server-step",)
COHORT = 1000
STEPS = {"mu 0.6, engine's products": (0.6, "engine"), "all teach all, plain products": (1e6, "plain"), "all teach all, engine's products": (1e6, "engine")}
SECONDS_AT_MOST = 2.0


def missing(options):
    yield from programs.missing_jars()


def measure(names, options):
    print("| server step, cohort 1,000 | teachers a client | CPU s | wall s |\n|---|---|---|---|")
    for title, (mu, products) in STEPS.items():
        step = programs.java("ServerStepBenchmark", COHORT, mu, options.rounds, products, heap="3g")
        print("| {} | {teachers:.0f} | {cpu:.2f} | {wall:.2f} |".format(title, **step))
    yield Verdict.at_most("server-step", step["wall"], SECONDS_AT_MOST)
