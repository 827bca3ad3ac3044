// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import java.util.List;
import java.util.Optional;

/**
 * What can be seen of a process from outside, at one moment.
 *
 * @param messages how many messages wait
 */
public record ProcessInfo(
        Pid pid,
        Optional<Atom> name,
        String label,
        int messages,
        List<Pid> links,
        List<Ref> monitors,
        int monitoredBy,
        boolean trapsExits,
        Pid groupLeader) {}
