// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.WireName;

/**
 * A linked process ended, or somebody called {@code exit(pid, reason)}: what a process that traps exits receives instead
 * of dying, {@code {:EXIT, from, reason}}.
 */
@WireName("EXIT")
public record Exit(Pid from, Term reason) {}
