// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.List;
import java.util.Optional;

/**
 * What can be seen of a process from outside, at one moment.
 *
 * @param label what it runs, for people
 * @param messages how many messages wait
 * @param monitors what it monitors, as DOWN names it: a pid or {@code {Name, Node}}
 * @param monitoredBy who monitors it
 * @param parent who started it
 */
public record ProcessInfo(
        Pid pid,
        Optional<Atom> name,
        Status status,
        String label,
        int messages,
        List<Pid> links,
        List<Term> monitors,
        List<Pid> monitoredBy,
        boolean trapsExits,
        Pid groupLeader,
        Optional<Pid> parent,
        Lineage lineage) {

    /** What a process is doing. */
    public enum Status {
        /** Its thread computes. */
        RUNNING,
        /** It has not begun. */
        RUNNABLE,
        /** It waits: for a message, a lock, a file. */
        WAITING,
        /** It is dead to everyone. */
        EXITING;

        static Status of(ProcessCell cell, Thread running) {
            if (!cell.isAlive()) {
                return EXITING;
            }
            return running == null
                    ? WAITING
                    : switch (running.getState()) {
                        case NEW -> RUNNABLE;
                        case RUNNABLE -> RUNNING;
                        case BLOCKED, WAITING, TIMED_WAITING -> WAITING;
                        case TERMINATED -> EXITING;
                    };
        }
    }
}
