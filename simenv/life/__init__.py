"""Life between sessions: distress, needs, channels, stages and nights.

Everything here works on some rows of a `Scene`, the world's own working copy of a batch, and never
knows a policy. All of it is element-wise: a person alone lives as in a batch of thousands.
"""
