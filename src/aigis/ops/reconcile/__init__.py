"""The reconciler: holds what the system does against what the log holds, from outside, with rules of its own.

It reads as the role `reader`, opens the sealed entries with the master key, and shares with the rest of Aigis only how
entries are encrypted and committed to: no rule, no matcher and no model of `apps`.
"""
