"""Generated cases: what nobody thought of writing down. Needs hypothesis.

`payloads` draws payloads, from the data of the plain schema and of the models file; `plays` draws sequences of calls,
with what a plain dict would answer; `search` looks for one that fails, and makes it as small as can be; `memory` keeps
what failed. Each is drawn as a written case, so that what is found can be put into the corpus as it is.
"""

from imagegen_conformance.errors import UsageError

try:
    import hypothesis  # noqa: F401 - the only use of it is in here
except ImportError as error:
    problem = f"generated cases need hypothesis ({error})"
    raise UsageError(problem, mend="install imagegen-conformance[examples]") from None
