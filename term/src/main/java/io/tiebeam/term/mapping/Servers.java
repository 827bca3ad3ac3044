// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;

/** {@link ServerRef} and its cases: whoever can be sent to. */
enum Servers implements Mapping {
    NAME(Name.class, "name (an atom)"),
    AT(Name.At.class, "{name, node}"),
    VIA(Via.class, "{:via, module, name}"),
    NAMED(ServerName.class, "name (an atom) or {:via, module, name}"),
    ANY(ServerRef.class, "pid, name, {name, node} or {:via, module, name}");

    private static final Atom VIA_TAG = Atom.of("via");

    private final Class<?> type;
    private final String expected;

    Servers(Class<?> type, String expected) {
        this.type = type;
        this.expected = expected;
    }

    @Override
    public Term write(Object value) {
        return switch ((ServerRef) value) {
            case Pid pid -> pid;
            case Name(Atom atom) -> atom;
            case Name.At(Atom name, NodeName node) -> Tuple.of(name, node.atom());
            case Via via -> via.toTerm();
        };
    }

    @Override
    public Object read(Term term) {
        ServerRef server = server(term);
        return type.isInstance(server) ? server : NO_MATCH;
    }

    @Override
    public boolean isShareable(Object value) {
        return value != null;
    }

    private static ServerRef server(Term term) {
        if (term instanceof Pid pid) {
            return pid;
        }
        if (term instanceof Atom atom) {
            return new Name(atom);
        }
        if (term instanceof Tuple tuple && tuple.is(VIA_TAG, 3) && tuple.get(1) instanceof Atom module) {
            return new Via(module, tuple.get(2));
        }
        return term instanceof Tuple tuple
                        && tuple.size() == 2
                        && tuple.get(0) instanceof Atom name
                        && Scalars.readNodeName(tuple.get(1)) instanceof NodeName node
                ? new Name.At(name, node)
                : null;
    }

    @Override
    public String expected() {
        return expected;
    }
}
