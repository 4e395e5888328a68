"""litellm, imported when the first call is made, and made to do as it is told.

Left to itself it fetches lists of prices and headers from the network when it is imported, reads a
`.env` file, retries where nobody sees it, and writes requests to its log.
"""

from __future__ import annotations

import logging
import os
from functools import cache
from typing import Any

from simenv.models.loop import at_end

_ENVIRONMENT = {
    # Only this word does: `1` is read as no.
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    # Any other word than DEV keeps it from reading `.env` into the environment.
    "LITELLM_MODE": "PRODUCTION",
}
_LOGGERS = ("LiteLLM", "httpx", "httpcore", "openai", "aiohttp")


@cache
def loaded() -> Any:
    """The library, ready for use."""
    os.environ.update(_ENVIRONMENT)
    import litellm  # noqa: PLC0415  # takes seconds

    library: Any = litellm
    library.telemetry = False
    library.suppress_debug_info = True
    library.turn_off_message_logging = True
    library.drop_params = False  # a setting that a provider does not take is told, not dropped
    library.cache = None
    library.num_retries = 0
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # their lines may hold addresses, keys
    at_end(library.close_litellm_async_clients)
    return library
