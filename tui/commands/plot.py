"""Draw a panel of a scenario, or its whole screen, without a window.

Trains as far as the picture needs. Standard output gets it in colours on a terminal, as plain text elsewhere; a file
is SVG, PNG, plain text or text with a terminal's colours, by its suffix: .svg .png .txt .ans. The numbers behind a
chart are written as .csv, or as .pgf for pgfplots; a film from one step to another as .gif. Without --panel, the whole
screen. PNG and GIF need Pillow: pip install 'dlviz[images]'.

A film has one scale: that of the run up to its last step, and for what shows one moment (weights, feature maps,
residuals) the widest of its frames. A picture of --step N is on the scale of a run up to N; with --to B it is the frame
that a film to B has for this step, and shows dimmed what comes after it.
"""

from __future__ import annotations

from dlviz.tui.arguments import Namespace, Parser, at_least, between
from dlviz.tui.theme import NAMES

SCREEN = "screen"


def add_arguments(parser: Parser) -> None:
    """Declare what `dlviz plot` takes."""
    parser.add_argument("scenario", metavar="SCENARIO", help="a name, a file.toml, or - for standard input")
    parser.add_argument(
        "--panel", metavar="NAME", default=SCREEN, help="loss, network …; compare: all runs; screen: all"
    )
    parser.add_argument("--run", metavar="NAME", action="append", default=[], help="only this run; repeat for more")
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--step", metavar="N", type=at_least(0), help="how it stands at this step; else at the end")
    when.add_argument("--epoch", metavar="N", type=at_least(0), help="how it stands after so many epochs")
    parser.add_argument("--layer", metavar="NAME", help="the layer that network, gradients … show more of")
    parser.add_argument(
        "--input", metavar="ROW", type=at_least(1), help="the row of the data that features and network show, from 1"
    )
    parser.add_argument("--size", metavar="100x30", help="columns x rows")
    parser.add_argument("--theme", metavar="NAME", help=f"{', '.join(NAMES)}; plain has no colours")
    parser.add_argument("--colours", metavar="HOW", help="of text: auto, truecolor, 256, 16 or none")
    parser.add_argument("--ascii", action="store_true", help="plain characters only, of text")
    parser.add_argument("--answer", action="store_true", help="show what would tell the answer to its questions")
    parser.add_argument("--out", metavar="FILE", help="write a file: .svg .png .txt .ans .csv .pgf .tex .gif")
    parser.add_argument("--format", metavar="NAME", help="svg, png, text, ansi, csv, pgf or gif; else by the suffix")
    parser.add_argument(
        "--scale", metavar="N", type=between(1, 8), default=1, help="pixels N times as fine, of 10x20 a cell"
    )
    parser.add_argument("--from", metavar="A", dest="begin", help="a film from this step, or epoch: 120, e12")
    parser.add_argument(
        "--to", metavar="B", dest="end", help="to this one, else to the end; with --step: on the scale of B steps"
    )
    parser.add_argument("--frames", metavar="N", type=at_least(1), help="of so many frames; else at most 160")
    parser.add_argument("--every", metavar="K", type=at_least(1), help="of a frame every K steps")
    parser.add_argument("--fps", metavar="N", type=between(1, 50), help="frames a second; else 20")
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="change a setting, e.g. training.epochs=5; repeat for more",
    )
    parser.add_argument("--seed", metavar="N", type=at_least(0), help="the seed of training")
    parser.add_argument("--steps", metavar="N", type=at_least(1), help="train at most N steps")


def run(arguments: Namespace) -> int:
    """Check everything, train, draw, write."""
    from dlviz.tui.headless import plot

    return plot.run(
        plot.Wanted(
            scenario=arguments.scenario,
            panel=arguments.panel,
            runs=tuple(arguments.run),
            step=arguments.step,
            epoch=arguments.epoch,
            size=arguments.size,
            theme=arguments.theme,
            colours=arguments.colours,
            ascii=arguments.ascii,
            layer=arguments.layer,
            input=arguments.input,
            answered=arguments.answer,
            out=arguments.out,
            format=arguments.format,
            scale=arguments.scale,
            begin=arguments.begin,
            end=arguments.end,
            frames=arguments.frames,
            every=arguments.every,
            fps=arguments.fps,
            overrides=tuple(arguments.set),
            seed=arguments.seed,
            steps=arguments.steps,
        )
    )
