// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import java.util.Objects;

/**
 * Where a {@link ServerRef} is, and how a signal of the process on this thread gets there. For those who speak OTP's
 * protocols: they send terms only, and know no difference between this node and another.
 *
 * @param via the channel to its node; null if that is this node
 * @param to a pid or a registered name
 * @param shown what monitors and exit reasons call it
 */
public record Address(Channel via, Term to, Term shown) {

    /**
     * The address of {@code server} as seen from {@code node}; begins to connect if its node is another one. A {@link Via}
     * is looked up here, once.
     *
     * @throws IllegalArgumentException for a {@link Via} of a directory that is not there
     */
    public static Address of(LocalNode node, ServerRef server) {
        return switch (Objects.requireNonNull(server, "no server was named: null is nobody")) {
            case Pid pid -> new Address(node.channelTo(pid.node()), pid, pid);
            case Name name -> new Address(null, name.atom(), Tuple.of(name.atom(), node.name()));
            case Name.At(var name, NodeName(var there)) ->
                new Address(node.channelTo(there), name, Tuple.of(name, there));
            case Via name ->
                Directories.whereIs(node, name)
                        .map(pid -> new Address(node.channelTo(pid.node()), pid, pid))
                        .orElseGet(() -> new Address(null, node.nobody(), name.toTerm()));
        };
    }

    /** Whether it was clear from the start that nobody is there: a {@link Via} that no process has. */
    public boolean isNobody(LocalNode node) {
        return node.nobody().equals(to);
    }

    /** The address behind a reference that is an alias. */
    public static Address of(LocalNode node, Ref alias) {
        return new Address(node.channelTo(alias.node()), alias, alias);
    }

    /** Sends {@code message} from {@code self}; lost if nobody is there. */
    public void send(ProcessCell self, Term message) {
        if (via == null) {
            self.send(to, message);
        } else {
            self.send(via, to, message);
        }
    }

    /** Has {@code self} monitor what is there. */
    public Ref monitor(ProcessCell self, AliasUse alias) {
        awaitRoom(self);
        return self.monitor(via, to, shown, alias);
    }

    /** Links {@code self} to the process there. */
    public void link(ProcessCell self) {
        awaitRoom(self);
        self.link(via, (Pid) to);
    }

    private void awaitRoom(ProcessCell self) {
        if (via != null) {
            via.awaitRoom(self);
        }
    }
}
