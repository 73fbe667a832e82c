"""`lanyard simulate`: an invented nation for benchmarks and trials. Never for a live installation."""

from argparse import Namespace

from lanyard.design.console import output


def register(commands) -> None:
    """Add the command."""
    nation = commands.add_parser("simulate", help="fill an empty installation with an invented nation")
    nation.add_argument("--units", type=int, required=True, metavar="N")
    nation.add_argument("--seed", type=int, required=True, metavar="S")
    nation.add_argument("--years", type=int, default=1, metavar="Y")
    nation.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Fill the installation. Raises Refused for a size that can't be."""
    from lanyard.simulate.nation import simulate  # models are loaded only when Django has been set up

    counts = simulate(args.units, args.seed, args.years)
    output(args, counts, ", ".join(f"{number:,} {what}" for what, number in counts.items()))
    return 0
