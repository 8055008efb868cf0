"""The fastest adapter program in Python: it returns every payload, and parses only the beginning of a line.

`echo_adapter.py [SECONDS]` waits so many seconds before each response.
"""

import sys
import time

HELLO = b'"protocol":1,"name":"echo","version":null,"language":"Python","levels":["wire"],"capabilities":[]}\n'
PARSE = b'parse","payload":'


def main() -> None:
    pause = float(sys.argv[1]) if len(sys.argv) > 1 else 0
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        head, _, rest = line.partition(b',"op":"')
        if rest.startswith(PARSE):
            if pause:
                time.sleep(pause)
            out.write(head + b',"outcome":"accepted","output":' + rest[len(PARSE) :])
        else:
            out.write(head + (b"," + HELLO if rest.startswith(b"hello") else b',"outcome":"bye"}\n'))
        out.flush()


if __name__ == "__main__":
    main()
