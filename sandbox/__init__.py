"""Simulated portals for the demo and the tests: one process, any number of portals, seeded and deterministic.

`python -m sandbox --port N --config config/sandbox --write-portals DIR [--real FILE.jsonl …]`

The flow: a portal's YAML (`plan`) and the topics under `config/sandbox` make a catalogue (`catalogue`) and the files of
its datasets (`files`); a simulator (`platforms`, one module a platform) dresses them in its vendor's markup; `switches`
breaks what the outside world breaks; `server` answers. Nothing here knows a parser, a rule or CKAN.

Every name, number and address is invented; personal numbers are the specimens printed in the national standards.
"""
