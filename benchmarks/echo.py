"""The quickest adapter that Python makes: it gives every payload back, and reads no more of a line than it must.

`echo.py [SECONDS]` takes so long for each.
"""

import sys
import time

INTRODUCTION = b'"protocol":1,"name":"echo","version":null,"language":"Python","levels":["wire"],"features":[]}\n'


def main() -> None:
    pause = float(sys.argv[1]) if len(sys.argv) > 1 else 0
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        head, _, rest = line.partition(b',"op":"')
        if rest.startswith(b'parse","payload":'):
            if pause:
                time.sleep(pause)
            out.write(head + b',"outcome":"accepted","output":' + rest[17:])
        else:
            out.write(head + (b"," + INTRODUCTION if rest.startswith(b"hello") else b',"outcome":"bye"}\n'))
        out.flush()


if __name__ == "__main__":
    main()
