"""`python3 dev.py demo`: for a person to try; with `--once`, the whole story and its figures."""

import argparse
import errno
import json
import logging
import sys
import time
from pathlib import Path

from sandbox.demo.people import People
from sandbox.demo.stage import Stage, Wanted
from sandbox.demo.story import Story, say

TRY = """
Open {app}/?project={project}

You are an approver there; {app}/.auth/login/aad makes you somebody else.
Ctrl-C stops everything.

  Azure DevOps   {ado}   (any user name, token pat-anna)
  PPM Express    {ppm}   (token ppm-ben)

The same in another terminal:

  see the tree and its differences
    curl -s {app}/api/projects/{project}/links

  edit a work item as Anna; a second later the page shows the difference
    curl -s -u :pat-anna -X PATCH -H 'Content-Type: application/json-patch+json' \\
      -d '[{{"op":"add","path":"/fields/System.Title","value":"Pay later"}}]' \\
      '{ado}/_apis/wit/workitems/{item}?api-version=7.1'

  plan what PPM Express would get, then approve the plan by its id
    curl -s -X POST {write} \\
      -d '{{"direction":"to_ppm"}}' {app}/api/projects/{project}/plans
    curl -s -X POST {write} \\
      -d '{{"plan":"ID OF THE PLAN"}}' {app}/api/projects/{project}/approvals

  see what may come along with a work item, then plan new tasks; approve that plan as above
    curl -s -X POST {write} \\
      -d '{{"items":[{other}]}}' {app}/api/projects/{project}/rungs
    curl -s -X POST {write} \\
      -d '{{"items":[{other}],"down_to":"all"}}' {app}/api/projects/{project}/new-tasks

  everything else
    curl -s {app}/api/openapi.json

  be somebody else: -H 'X-Demo-Person: viewer' (or approver, admin, stranger, none)
"""
WRITE = "-H 'Content-Type: application/json' -H 'X-Lockstep-Write: 1'"


def main() -> None:
    options = _options()
    logging.basicConfig(level=logging.ERROR)
    wanted = Wanted(
        options.backlog, options.project, options.links, options.port, options.host == "func"
    )
    if options.backlog and not Path(options.backlog).is_file():
        sys.exit(f"There is no backlog file {options.backlog}.")
    say("Starting storage, both stand-ins and the app ...")
    try:
        _play(wanted, options.once)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.exit(f"Port {options.port} is in use: name another with --port, or leave it out.")


def _play(wanted: Wanted, once: bool) -> None:
    with Stage.made(wanted) as stage:
        people = People(stage)
        story = Story(stage, people)
        try:
            if once:
                print(json.dumps(story.play()), flush=True)
            else:
                _show(story, stage)
        except KeyboardInterrupt:
            say("\nStopping.")
        finally:
            people.close()


def _show(story: Story, stage: Stage) -> None:
    story.connect()
    story.adopt()
    story.settle()
    words = {"app": stage.app_url, "ado": stage.ado_url, "ppm": stage.ppm_url, "write": WRITE}
    other = story.makes_a_tree("not planned yet")
    say(TRY.format(**words, project=stage.project, item=story.pairs[0].item, other=other))
    while True:
        time.sleep(1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 dev.py demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="play the story and end")
    parser.add_argument("--backlog", default="", help="a backlog file instead of our own")
    parser.add_argument("--project", default="", help="one project of it")
    parser.add_argument("--links", type=int, default=40, help="how many items are linked")
    parser.add_argument("--port", type=int, default=0, help="of the app; 0 takes a free one")
    parser.add_argument("--host", choices=["local", "func"], default="local")
    return parser.parse_args()


if __name__ == "__main__":
    main()
