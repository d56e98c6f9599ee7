"""Unpacks chosen members of a zip file: extract.py <zip> <folder> <prefix>...

Prints `Progress <bytes> of <bytes>` lines. Checks every member's checksum, which zipfile does on reading.
"""

import os
import sys
import zipfile

archive, folder, *prefixes = sys.argv[1:]

with zipfile.ZipFile(archive) as source:
    members = [m for m in source.infolist() if m.filename.startswith(tuple(prefixes)) and not m.is_dir()]
    total = sum(member.file_size for member in members)
    done = printed = 0
    for member in members:
        target = os.path.abspath(os.path.join(folder, member.filename))
        if not target.startswith(os.path.abspath(folder) + os.sep):
            sys.exit(f"refused: {member.filename} would be written outside the folder")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with source.open(member) as reader, open(target, "wb") as writer:
            while chunk := reader.read(1 << 20):
                writer.write(chunk)
                done += len(chunk)
                if done - printed > 1 << 24:
                    printed = done
                    print(f"Progress {done} of {total}", flush=True)
