export const USAGE = `Usage: whm-transfers COMMAND

  list       [--state S] [--json]
  show       SESSION [--json]
  items      SESSION [--queue Q] [--status S] [--search TEXT] [--json|--csv]
  issues     SESSION [--kind K] [--json|--csv]        grouped over accounts
  log        SESSION [LOGFILE] [--severity S] [--grep TEXT] [--follow] [--json]
                                                      without LOGFILE: the master log; with --grep: all logs
  account    NAME [--json]
  retry      SESSION                                  what failed, as commands to run it again
  watch      SESSION                                  live, in the terminal
  wait       SESSION [--timeout SECONDS]
  parse      FILE|- [--json]                          a master log alone, no cache, no host
  control    SESSION pause|abort|resume
  ingest     [SESSION]                                bring the cache up to date
  metrics                                             OpenMetrics text
  doctor                                              what is wrong with this installation

  --help, --version

Exit codes: 0 fine; 1 the session ended with failed items, FAILED or ABORTED (show, wait, parse); 2 usage;
3 not found; 4 cannot read or not allowed; 5 still going when --timeout ran out.
`;
