"""The commands that people and CI run: `python -m ops VERB`.

verbs           what is typed: a module per verb, with its arguments and its steps
checkup, rehearsal, scaffold, adoption, differences, promotion, review_stacks
                what doctor, rehearse, new, adopt, drift, promote and review work out
reporting       what is said of it on GitHub; github writes it there
deployed        a stack's app and releases; with dynos, site, fleet and one_off, how they do
hand_made       an app that no stack has yet
history         what lies between two commits
prices          what a deployment costs
place           where a command works, the trial or Heroku: its engine and its platform
session         the trial made ready: trial has its folders, stack_files its settings, shim its
                `pulumi`, platform its localheroku, git_access its remote
engine          the only module that runs Pulumi; events is what that says it did
heroku_api      the only client of the Platform API
refusals        what to do where the engine or the platform refuses
git             the only module that runs git
toolchain       how an engine gets onto the machine; knows nothing of the rest
stacks, confirm, screen, errors, interrupts, project
                arguments, questions, lines, failures, ^C, and what Pulumi.yaml says
"""
