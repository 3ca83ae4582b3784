"""The speed and memory that Exeunt promises, a module for each group of budgets.

Every module has NAMES, which it is chosen by; missing(options), one sentence for each thing it needs and does not find; and
measure(names, options), which prints its table, if it has one, and yields a Verdict for every budget.
"""
