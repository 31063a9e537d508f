"""Make the sample stock: patents.csv, demands.csv, planted.csv and campaign.toml.

Everything but the names of institutions and places is invented. The same arguments give the same
bytes on every machine.
"""

import argparse
from pathlib import Path

from sample.write import write_sample


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--patents", type=int, default=1200)
    parser.add_argument("--demands", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2024)
    arguments = parser.parse_args()
    write_sample(arguments.out, arguments.patents, arguments.demands, arguments.seed)
    print(f"{arguments.patents} patents and {arguments.demands} demands in {arguments.out}")


if __name__ == "__main__":
    main()
