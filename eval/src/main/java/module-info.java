// SPDX-License-Identifier: Apache-2.0

/** Runs functions that were typed into a shell of Erlang or Elixir. The runtime finds it as a service. */
module io.tiebeam.eval {
    requires io.tiebeam;

    provides io.tiebeam.Evaluation with
            io.tiebeam.eval.library.ShellEvaluation;
}
