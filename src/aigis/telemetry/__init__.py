"""How a running installation is observed: figures, request ids, log lines and traces; no persons in any of them."""
