"""The command as ``python -m industrial_clusters.command_line``."""

import sys

from industrial_clusters.command_line import main

if __name__ == "__main__":
    sys.exit(main())
