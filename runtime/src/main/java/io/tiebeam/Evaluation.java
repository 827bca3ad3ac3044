// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

/**
 * Runs functions that were typed into a shell of Erlang or Elixir, where their code arrives as data. The artifact {@code
 * tiebeam-eval} has one; {@link Node#allowEvaluation()} finds it as a service.
 */
public interface Evaluation {
    /** Lets whoever may call functions through {@code door} have code of their own run. Called once for each node. */
    void open(Exposure door);
}
